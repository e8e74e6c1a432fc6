import { type Check, type CheckResult, fail } from '../check';
import { ownedResources, stackNames } from '../facts/owned';
import { flawUnless, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

const SETTLED = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/;

const judge = async (target: LiveTarget, name: string): Promise<readonly CheckResult[]> => {
  const again = `deploy ${name} again`;
  const stack = await target.stack(name);
  if (!stack) return [fail(name, 'the stack does not exist', again)];
  const resources = (await ownedResources(target)).filter(({ stackName }) => stackName === name);
  return verdict(name, [
    ...flawUnless(SETTLED.test(stack.status ?? ''), `the stack is in state ${stack.status ?? 'unknown'}`, again),
    ...resources.flatMap(({ logicalId, physicalId, type, status }) =>
      flawUnless(SETTLED.test(status), `${logicalId} (${type} ${physicalId}) is in state ${status}`, again),
    ),
  ]);
};

/** Both stacks and all they own are as their last deployment ended (ZT-15). */
export const stacksSettled: Check = {
  id: 'stacks-settled',
  requirement: 'ZT-15',
  proves: 'both stacks and every resource in them are deployed to the end',
  run: async (target) => (await Promise.all(stackNames(target).map((name) => judge(target, name)))).flat(),
};
