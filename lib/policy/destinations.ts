import { isObject, type JsonObject, listAt } from '../ground/json';
import { arnShape, conditionKey } from './condition-keys';
import type { PolicyDocument } from './evaluate';
import { strings } from './json';
import { coversAction, overlapActions } from './pattern-sets';
import { constraintOf, testsOf } from './pins';

/** Whose resources are meant to be reached. */
export interface Reached {
  readonly accounts: readonly string[];
  /** Whether a resource whose ARN carries no account, named without wildcards or by its beginning, is ours. @default none */
  readonly named?: (arn: string) => boolean;
  /** Patterns of the actions that an account can do with what another one has. @default every one */
  readonly crossing?: readonly string[];
  /** Patterns of actions that may be done with anything. @default none */
  readonly granted?: readonly string[];
}

/** A reach as a sentence's end: `s3:* on *, it may be of anybody`. */
export const sentenceOfReach = ({ action, resource, how }: Reach): string => `${action} on ${resource}: ${how}`;

/** Something that a policy lets its users do with what is not meant. */
export interface Reach {
  readonly action: string;
  readonly resource: string;
  /** Why it may be anybody's. */
  readonly how: string;
}

/**
 * All that a policy of an endpoint or an identity lets its users reach of others: actions on resources that neither their
 * ARN nor a condition says to be of these accounts. What is not understood reaches everything.
 */
export const destinations = (policy: PolicyDocument, reachable: Reached): readonly Reach[] => {
  const variables = policy['Version'] === '2012-10-17';
  return listAt(policy['Statement']).flatMap((statement): readonly Reach[] => {
    if (!isObject(statement)) return [{ action: '*', resource: '*', how: 'a statement cannot be read' }];
    if (statement['Effect'] === 'Deny' || isBound(statement, reachable, variables)) return [];
    const actions = strings(statement['Action'] ?? null) ?? ['*'];
    const action = actions.find((each) => mayCross(each, reachable));
    if (action === undefined) return [];
    const named = strings(statement['Resource'] ?? null);
    if (named === undefined) return [{ action, resource: 'what it does not name', how: 'it may be of anybody' }];
    return named.flatMap((resource) => {
      const how = strayOf(resource, reachable);
      return how === undefined ? [] : [{ action, resource, how }];
    });
  });
};

const mayCross = (action: string, { crossing = ['*'], granted = [] }: Reached): boolean =>
  !granted.some((each) => coversAction(each, action)) && crossing.some((each) => overlapActions(each, action));

/** Whether a condition binds a statement to resources of these accounts. */
const isBound = (statement: JsonObject, { accounts }: Reached, variables: boolean): boolean =>
  (testsOf(statement['Condition']) ?? []).some((test) => {
    const { kind, form } = conditionKey(test.key);
    if (kind.aws !== 'resource' || form !== 'account') return false;
    // Read as if it were said of whoever asks: the same values, of the same form.
    const constraint = constraintOf({ ...test, key: 'aws:PrincipalAccount' }, { kind: 'aws' }, variables);
    return constraint.is === 'pinned' && constraint.to.every(({ account = '' }) => accounts.includes(account));
  });

/** Why an ARN may be of somebody else; nothing where it is not. */
const strayOf = (resource: string, { accounts, named }: Reached): string | undefined => {
  if (resource.includes('{{resolve:')) return 'which one it is, is only known to the deployment';
  const [, , service = '', , account, ...rest] = resource.split(':');
  if (account === undefined || rest.length === 0) return 'it may be of anybody';
  if (accounts.includes(account)) return undefined;
  if (account === '' && arnShape(service)?.account === false) {
    return named?.(resource) === true ? undefined : arnShape(service)?.because;
  }
  return /^\d{12}$/.test(account) ? `it is of account ${account}` : 'it may be of anybody';
};
