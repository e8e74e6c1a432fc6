import type { Collector } from '../../lib/rehearsal/record/collector';
import { evidence } from './evidence';
import { review } from './review';
import { validation } from './validation';

/** What releases of this project's apps leave behind, in the order in which they do. */
export const collectors: readonly Collector[] = [validation, review, evidence];
