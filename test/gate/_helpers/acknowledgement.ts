import type { Acknowledgement } from '../../../lib/gate/register/acknowledgement';

export const REASON = 'Visitors of the planted building reach its door only through this group, which a guard watches.';

/** A sound acknowledgement, of the open security group unless told otherwise. */
export const acknowledgement = (change: Partial<Acknowledgement> = {}): Acknowledgement => ({
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
