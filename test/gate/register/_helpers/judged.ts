import type { Acknowledgement } from '../../../../lib/gate/register/acknowledgement';
import { judge } from '../../_helpers/judge';
import { harmless, openGroup } from '../../_helpers/plants';

export const REASON = 'Visitors of the planted building reach its door only through this group, which a guard watches.';
export const entry = (change: Partial<Acknowledgement> = {}): Acknowledgement => ({
  finding: 'AwsSolutions-EC23',
  stack: 'Harmless',
  resources: ['Open'],
  reason: REASON,
  owner: 'platform-team',
  expires: '2027-06-30',
  ticket: 'SEC-12',
  cause: 'planted',
  at: { file: 'acknowledgements.yaml', line: 7 },
  causeAt: { file: 'acknowledgements.yaml', line: 1 },
  ...change,
});

/** What the gate says of the open security group under these acknowledgements. */
export const judged = (...register: readonly Acknowledgement[]) =>
  judge((app) => openGroup(harmless(app)), { register });
