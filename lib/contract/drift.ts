import * as z from 'zod/mini';
import type { DeepReadonly } from '../ground/deep-readonly';

const text = z.string();

/** What a target had otherwise than its release says, when somebody looked last. */
export const driftSchema = z
  .object({
    asOf: z.optional(text).check(z.describe('When the last look ended, ISO 8601, UTC; absent where nobody looked.')),
    pipelineExecutionId: z.optional(text).check(z.describe('After whose deployment that was.')),
    because: z.optional(text).check(z.describe('Why nobody looked.')),
    differences: z.array(z.object({ check: text, subject: text, because: text })),
  })
  .check(
    z.describe('Drift since the release that is deployed, by the last validation; nobody looks anew for a review.'),
  );

/** What a target had otherwise than its release says, when somebody looked last. */
export type Drift = DeepReadonly<z.infer<typeof driftSchema>>;
