import type { Acknowledgement } from '../../../../lib/gate/register/acknowledgement';
import { judge } from '../../_helpers/judge';
import { harmless, openGroup } from '../../_helpers/plants';

/** What the gate says of the open security group under these acknowledgements. */
export const judged = (...register: readonly Acknowledgement[]) =>
  judge((app) => openGroup(harmless(app)), { register });
