import { groupBy } from '../ground/group-by';
import { type ManagedPolicy, managedPolicies } from './managed-policies';
import { executionStatements } from './statements';
import type { PlacedStack } from './template';

/** What the execution role of one account and region is to be allowed. */
export interface EnvironmentPolicies {
  readonly account: string;
  readonly region: string;
  readonly stacks: readonly string[];
  readonly policies: readonly ManagedPolicy[];
}

/**
 * The least-privilege execution policies of a set of stacks, per account and region: what the handlers of their types need, on
 * their names. See `docs/decisions/execution-policy.md`.
 *
 * @param name what the names of the policies begin with; another application of an account needs another
 * @throws {UserError} when a type has no row, a property no answer, or ten managed policies do not hold it all
 */
export const executionPolicies = (
  stacks: readonly PlacedStack[],
  name = 'delivery-execution',
): readonly EnvironmentPolicies[] => {
  const environments = groupBy(stacks, ({ account, region }) => `${account} ${region}`);
  return [...environments]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([key, placed]) => {
      const [account = '', region = ''] = key.split(' ');
      return {
        account,
        region,
        stacks: placed.map(({ stackName }) => stackName).toSorted(),
        policies: managedPolicies(`${name}-${region}`, executionStatements(placed)),
      };
    });
};
