import { dataStackName, RETENTION_OUTPUT } from '../../contract/names';
import { type Check, type CheckResult, cannotTell, fail, pass } from '../check';
import type { LiveTarget } from '../live-target';

const judge = async (target: LiveTarget): Promise<CheckResult> => {
  const { environment } = target;
  const name = dataStackName(target.qualified);
  const stack = await target.stack(name);
  if (stack === undefined) return fail(name, 'the stack does not exist', `deploy the data stack of ${environment}`);
  const retention = stack.outputs[RETENTION_OUTPUT];
  if (retention === 'disposable') return pass(name);
  if (retention !== 'retained') {
    return cannotTell(
      name,
      `its output ${RETENTION_OUTPUT} must be retained or disposable, got ${retention ?? 'none'}`,
    );
  }
  return stack.protected
    ? pass(name)
    : fail(
        name,
        'its data is to be retained, but the stack can be deleted',
        `protect it (aws cloudformation update-termination-protection --enable-termination-protection --stack-name ${name})`,
      );
};

/** A stack whose data is retained cannot be deleted before somebody lifts its protection (ZT-15). */
export const terminationProtected: Check = {
  id: 'termination-protected',
  requirement: 'ZT-15',
  proves: 'a stack whose data is retained is protected against its deletion',
  run: async (target) => [await judge(target)],
};
