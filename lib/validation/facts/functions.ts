import { functionName, HELPERS, resourceName, rotationFunctionName } from '../../contract/names';
import type { EventSource, ListedFunction } from '../cloud/functions';
import type { LiveTarget } from '../live-target';
import { allPages } from '../pages';
import { owned } from './owned';

/**
 * Functions of the workload by name: the two that every target has, whether they are there or not, and those that a developer has
 * added to the stacks. The CDK's helpers, which CloudFormation calls, are none.
 */
export const functionsOfWorkload = async (target: LiveTarget): Promise<readonly string[]> => {
  const { qualified } = target;
  const always = [functionName(qualified), rotationFunctionName(qualified)];
  const helpers = HELPERS.map((purpose) => resourceName(qualified, purpose));
  const added = (await owned(target, 'AWS::Lambda::Function')).filter(
    (name) => ![...always, ...helpers].includes(name),
  );
  return [...always, ...added];
};

/** Every function of the account in the target's region, whoever made it. */
export const functionsOfAccount = (target: LiveTarget): Promise<readonly ListedFunction[]> =>
  target.once('functions of the account', () => allPages((nextToken) => target.cloud.functions(nextToken)));

/** Everything that feeds a function there. */
export const eventSourcesOfAccount = (target: LiveTarget): Promise<readonly EventSource[]> =>
  target.once('event sources of the account', () => allPages((nextToken) => target.cloud.eventSources(nextToken)));
