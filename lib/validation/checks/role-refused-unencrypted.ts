import type { Check } from '../check';
import { refusedPuts, roleRefusals, unencrypted, workloadRole } from '../facts/data-puts';

/** The workload role's deployed policies refuse it every unencrypted put by an explicit Deny (ZT-09). */
export const roleRefusedUnencrypted: Check = {
  id: 'role-refused-unencrypted',
  requirement: 'ZT-09',
  proves: 'the workload role is refused unencrypted puts by an explicit Deny of its own',
  run: async (target) => {
    const role = await workloadRole(target);
    return 'status' in role ? [role] : refusedPuts(target, roleRefusals(target, role), unencrypted, role.arn);
  },
};
