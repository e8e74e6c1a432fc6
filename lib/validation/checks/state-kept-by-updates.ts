import { holdsForGood } from '../../contract/data-holders';
import { dataStackName, RETENTION_OUTPUT } from '../../contract/names';
import { type Check, type CheckResult, cannotTell, fail, pass } from '../check';
import { ownedResources } from '../facts/owned';
import { refusesUpdate } from '../facts/stack-policy';
import type { LiveTarget } from '../live-target';

const FIX =
  'set the stack policy of lib/contract/stack-policy.ts (aws cloudformation set-stack-policy), or release again';

const judge = async (target: LiveTarget): Promise<readonly CheckResult[]> => {
  const name = dataStackName(target.qualified);
  const [stack, policy, resources] = await Promise.all([
    target.stack(name),
    target.cloud.stackPolicy(name),
    ownedResources(target),
  ]);
  if (stack?.outputs[RETENTION_OUTPUT] === 'disposable') return [pass(name)];
  if (policy === undefined) return [fail(name, 'it has no stack policy, so an update may replace its data', FIX)];
  return resources
    .filter(({ stackName, type }) => stackName === name && holdsForGood(type))
    .map(({ logicalId, type }) => {
      const answers = (['Update:Replace', 'Update:Delete'] as const).map((action) => ({
        action,
        refused: refusesUpdate(policy, { action, logicalId, type }),
      }));
      const allowed = answers.filter(({ refused }) => refused === false).map(({ action }) => action);
      if (allowed.length > 0) return fail(logicalId, `its stack's policy allows ${allowed.join(' and ')}`, FIX);
      return answers.every(({ refused }) => refused)
        ? pass(logicalId)
        : cannotTell(logicalId, `the policy of ${name} says what stack policies do not know: ${policy}`);
    });
};

/** Where data is retained, no update replaces what holds state or takes it out of its stack (ZT-15). */
export const stateKeptByUpdates: Check = {
  id: 'state-kept-by-updates',
  requirement: 'ZT-15',
  proves: 'where data is retained, no update of its stack replaces what holds state or takes it out',
  run: judge,
};
