import type { PageWalk } from './page-walk';
import { RETAINED } from './retained-names';
import { KEY, ROTATION, TRAIL_STOPPED } from './running-things';
import { ACKNOWLEDGEMENT, BOOTSTRAP, CLOSED, CONNECTION, REMOVED } from './settings';
import { CHANGE_SET, CREATION_KEPT, FIRST_CREATION, UPDATE_KEPT } from './stuck-stacks';

/** Every page of the runbook, in its order; a page without its walk is refused by `test/architecture`. */
export const PAGE_WALKS: readonly PageWalk[] = [
  FIRST_CREATION,
  CREATION_KEPT,
  UPDATE_KEPT,
  CHANGE_SET,
  RETAINED,
  BOOTSTRAP,
  KEY,
  ROTATION,
  TRAIL_STOPPED,
  ACKNOWLEDGEMENT,
  CONNECTION,
  REMOVED,
  CLOSED,
];
