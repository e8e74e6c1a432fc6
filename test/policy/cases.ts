import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Decision, PolicyDocument, Request } from '../../lib/policy';

/** The outcomes of the table; the Python twin names them like this too. */
export type Outcome = 'allow' | 'explicit-deny' | 'implicit-deny' | 'cannot-tell';

/** One row: policies and request stand in place or are named from the table's documents and requests. */
export interface Case {
  readonly name: string;
  readonly policies: readonly (string | PolicyDocument)[];
  readonly request: string | Request;
  readonly expect: Outcome;
  readonly by?: string;
  readonly because?: string;
}

/** One row about a `Condition` alone; it is tried in an Allow and in a Deny. */
export interface ConditionCase {
  readonly name: string;
  readonly condition: unknown;
  readonly context: Request['context'];
  readonly holds: 'yes' | 'no' | 'unknown';
  readonly because?: string;
}

/** The table that both evaluators pass. */
export interface Cases {
  readonly documents: Readonly<Record<string, PolicyDocument>>;
  readonly requests: Readonly<Record<string, Request>>;
  readonly cases: readonly Case[];
  readonly conditions: readonly ConditionCase[];
}

export const table: Cases = JSON.parse(readFileSync(join(__dirname, 'cases.json'), 'utf8'));

const named = <T>(things: Readonly<Record<string, T>>, name: string): T => {
  const thing = things[name];
  if (thing === undefined) throw new Error(`cases.json names "${name}", which it does not define`);
  return thing;
};

export const policiesOf = ({ policies }: Case): readonly PolicyDocument[] =>
  policies.map((policy) => (typeof policy === 'string' ? named(table.documents, policy) : policy));

export const requestOf = ({ request }: Case): Request =>
  typeof request === 'string' ? named(table.requests, request) : request;

export const outcomeOf = (decision: Decision): Outcome =>
  decision.effect === 'deny' ? (decision.explicit ? 'explicit-deny' : 'implicit-deny') : decision.effect;
