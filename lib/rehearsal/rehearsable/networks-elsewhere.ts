import { existsSync, readFileSync } from 'node:fs';
import type { JsonObject } from '../../ground/json';
import type { Limit } from './limit';
import type { Declared, ReadTemplate } from './templates';

/** Of what a VPC consists of. */
const ID = /^(?:vpc|subnet|sg|rtb|acl|igw|nat|eipalloc)-[0-9a-f]{8,17}$/;

/** Properties in which an id is a text like others. */
const TEXTS: ReadonlySet<string> = new Set(['Environment', 'PolicyDocument', 'Tags']);

/** Ids of networks in a `cdk.context.json`. */
export const networksIn = (contextFile: string): readonly string[] => {
  if (!existsSync(contextFile)) return [];
  try {
    return idsIn(JSON.parse(readFileSync(contextFile, 'utf8')));
  } catch (error) {
    // The CDK says so itself.
    if (error instanceof SyntaxError) return [];
    throw error;
  }
};

/**
 * Resources of a template that are made in networks which no account of our emulator has: their ids stand in the code, or in a context that
 * was looked up in somebody's own account.
 *
 * @param here ids that were looked up in the emulator
 */
export const inNetworksElsewhere = (read: ReadTemplate, here: readonly string[]): readonly Limit[] =>
  read.resources.flatMap((declared) => {
    const named = idsIn(askedFor(declared)).find((id) => !here.includes(id));
    if (named === undefined) return [];
    const why = `the emulator has no ${named}, which the code or cdk.context.json names: its accounts have no network that was made elsewhere`;
    return [read.limit({ kind: 'network', what: declared.type, why }, declared)];
  });

/** The properties of a resource by which its making asks for networks; a security group is made without a look at its VPC. */
const askedFor = ({ type, properties }: Declared): JsonObject => {
  if (!type.startsWith('AWS::EC2::') && type !== 'AWS::Lambda::Function') return {};
  const asked = Object.entries(properties).filter(
    ([name]) => !TEXTS.has(name) && !(type === 'AWS::EC2::SecurityGroup' && name === 'VpcId'),
  );
  return Object.fromEntries(asked);
};

const idsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return ID.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(idsIn) : [];
};
