import type { Collector } from '../../lib/rehearsal/record/collector';
import { evidenceCollector } from './evidence';
import { reviewCollector } from './review';
import { validationCollector } from './validation';

/** What releases of this project's apps leave behind, in the order in which they do. */
export const collectors: readonly Collector[] = [validationCollector, reviewCollector, evidenceCollector];
