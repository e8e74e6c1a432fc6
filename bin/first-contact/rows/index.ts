import type { ContactRow } from '../row';
import { EVENT_ROWS } from './events';
import { LOG_GROUP_ROWS } from './log-groups';
import { PRINCIPAL_ROWS } from './principals';
import { SIMULATOR_ROWS } from './simulator';
import { TRAIL_ROWS } from './trails';

/** Everything that is asked, in this order. */
export const ROWS: readonly ContactRow[] = [
  ...LOG_GROUP_ROWS,
  ...TRAIL_ROWS,
  ...EVENT_ROWS,
  ...SIMULATOR_ROWS,
  ...PRINCIPAL_ROWS,
];
