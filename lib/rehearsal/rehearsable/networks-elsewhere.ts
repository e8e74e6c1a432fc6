import { existsSync, readFileSync } from 'node:fs';
import type { Limit } from './limit';
import type { ReadTemplate } from './templates';

/** Of what a VPC consists of. */
const ID = /^(?:vpc|subnet|sg|rtb)-[0-9a-f]{8,17}$/;

/** Types whose making asks for the networks that they name. */
const ASKING: ReadonlySet<string> = new Set(['AWS::EC2::NatGateway', 'AWS::EC2::VPCEndpoint', 'AWS::Lambda::Function']);

/** Ids of networks that a commit's `cdk.context.json` names: they were looked up in somebody's own account. */
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

/** Resources of a template that are made in networks which no account of our emulator has. */
export const inNetworksElsewhere = (read: ReadTemplate, networks: readonly string[]): readonly Limit[] =>
  read.resources
    .filter(({ type }) => ASKING.has(type))
    .flatMap((declared) => {
      const named = idsIn(declared.properties).find((id) => networks.includes(id));
      if (named === undefined) return [];
      const why = `the emulator has no ${named}, which cdk.context.json names: its accounts have no network that was made elsewhere`;
      return [read.limit({ kind: 'network', what: declared.type, why }, declared)];
    });

const idsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return ID.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(idsIn) : [];
};
