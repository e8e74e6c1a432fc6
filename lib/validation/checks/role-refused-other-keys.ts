import type { Check } from '../check';
import { otherwiseEncrypted, refusedPuts, roleRefusals, workloadRole } from '../facts/data-puts';

/** The workload role's deployed policies refuse it puts under another key by an explicit Deny (ZT-09). */
export const roleRefusedOtherKeys: Check = {
  id: 'role-refused-other-keys',
  requirement: 'ZT-09',
  proves: 'the workload role is refused puts under another key by an explicit Deny of its own',
  run: async (target) => {
    const role = await workloadRole(target);
    return 'status' in role ? [role] : refusedPuts(target, roleRefusals(target, role), otherwiseEncrypted, role.arn);
  },
};
