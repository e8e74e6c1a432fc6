import { isObject, type JsonObject } from '../ground/json';
import type { PolicyDocument } from './evaluate';

/** An account that no policy of ours means, and that is not the given one: whatever lets it in lets everybody in. */
export const strangerTo = (account: string): string => (account === '999999999999' ? '888888888888' : '999999999999');

const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];

const statementsOf = (policy: PolicyDocument): readonly JsonObject[] =>
  list(policy['Statement']).map((statement) => (isObject(statement) ? statement : {}));

/** What a statement with NotAction may allow: it cannot exclude them all. */
const UNNAMED = ['kms', 's3', 'sqs', 'sns', 'secretsmanager'].map((service) => `${service}:Anything`);

const allowing = (policy: PolicyDocument): readonly JsonObject[] =>
  statementsOf(policy).filter(({ Effect: effect }) => effect !== 'Deny');

const servicesOf = ({ Principal: named }: JsonObject): readonly string[] => {
  return list(isObject(named) ? named['Service'] : undefined).filter((each) => typeof each === 'string');
};

/** Services that a policy's Allow statements name. */
export const servicesIn = (policy: PolicyDocument): readonly string[] => [
  ...new Set(allowing(policy).flatMap((statement) => servicesOf(statement))),
];

const filledIn = (pattern: unknown): string => String(pattern).replaceAll('*', 'Anything').replaceAll('?', 'x');

/** One call that a statement speaks about, with its wildcards filled in. */
export interface Call {
  readonly action: string;
  readonly resource: string;
}

/** Calls whose answer shows whom the Allow statements of a policy let in: every action with every resource they name. */
export const callsIn = (policy: PolicyDocument, resource: string): readonly Call[] =>
  allowing(policy).flatMap((statement) => {
    const named = list(statement['Resource']).filter((each) => typeof each === 'string' && each !== '*');
    const resources = named.length > 0 ? named.map(filledIn) : [resource];
    const actions = list(statement['Action'] ?? UNNAMED).map(filledIn);
    return actions.flatMap((action) => resources.map((each) => ({ action, resource: each })));
  });
