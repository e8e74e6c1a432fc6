import { UserError } from '../ground/user-error';
import type { ExecutionStatement } from './statements';

/**
 * The longest managed policy that IAM takes, without white space, and how many it attaches to a role unless more are asked for.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const LONGEST_POLICY = 6144;
const MOST_POLICIES = 10;

/** A policy as IAM takes it. */
export interface ManagedPolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly object[];
}

/** One managed policy: its document, and its statements with where they come from. */
export interface ManagedPolicy {
  readonly name: string;
  /** Without white space, as AWS counts. */
  readonly characters: number;
  readonly document: ManagedPolicyDocument;
  readonly statements: readonly ExecutionStatement[];
}

/**
 * Cuts statements into managed policies that IAM takes.
 *
 * @throws {UserError} when they do not fit
 */
export const managedPolicies = (name: string, statements: readonly ExecutionStatement[]): readonly ManagedPolicy[] => {
  const fitting = statements.flatMap(cut);
  const policies: ExecutionStatement[][] = [];
  for (const statement of fitting) {
    const last = policies.at(-1);
    if (last !== undefined && lengthOf([...last, statement]) <= LONGEST_POLICY) last.push(statement);
    else policies.push([statement]);
  }
  if (policies.length > MOST_POLICIES)
    throw new UserError(
      `${name} needs ${policies.length} managed policies of ${LONGEST_POLICY} characters, and IAM attaches ${MOST_POLICIES} to a role: ` +
        'deploy fewer stacks to one account and region, or ask AWS for a higher quota and attach them yourself',
    );
  return policies.map((each, index) => ({
    name: `${name}-${index + 1}`,
    characters: lengthOf(each),
    document: documentOf(each),
    statements: each,
  }));
};

/** A statement that is too long alone, in halves. */
const cut = (statement: ExecutionStatement): readonly ExecutionStatement[] => {
  if (lengthOf([statement]) <= LONGEST_POLICY) return [statement];
  const part = statement.resources.length > 1 ? 'resources' : 'actions';
  const half = Math.ceil(statement[part].length / 2);
  if (statement[part].length < 2)
    throw new UserError(
      `statement ${statement.sid} is longer than ${LONGEST_POLICY} characters, and there is nothing to cut`,
    );
  return [
    ...cut({ ...statement, sid: `${statement.sid}A`, [part]: statement[part].slice(0, half) }),
    ...cut({ ...statement, sid: `${statement.sid}B`, [part]: statement[part].slice(half) }),
  ];
};

const lengthOf = (statements: readonly ExecutionStatement[]): number => JSON.stringify(documentOf(statements)).length;

const documentOf = (statements: readonly ExecutionStatement[]): ManagedPolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements.map(({ sid, actions, resources, condition }) => ({
    Sid: sid,
    Effect: 'Allow',
    Action: actions,
    Resource: resources,
    ...(condition === undefined ? {} : { Condition: { StringEquals: condition } }),
  })),
});
