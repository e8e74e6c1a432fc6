import type { Trail } from '../cloud/audit';
import type { LiveTarget } from '../live-target';
import { trailArn } from './buckets';

/** Every trail that records something in the target's region. */
export const trailsThere = (target: LiveTarget): Promise<readonly Trail[]> =>
  target.once('trails', () => target.cloud.trails());

/** The trail of the target; absent where there is none of its name. */
export const ownTrail = async (target: LiveTarget): Promise<Trail | undefined> =>
  (await trailsThere(target)).find(({ arn }) => arn === trailArn(target));
