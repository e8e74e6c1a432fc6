import * as z from 'zod/mini';
import type { DeepReadonly } from '../ground/deep-readonly';

const text = z.string();

/** What a target had otherwise than its release says, when somebody looked last. */
export const driftSchema = z
  .object({
    asOf: z.optional(text).check(z.describe('When the last look ended, ISO 8601, UTC; absent where nobody looked.')),
    pipelineExecutionId: z.optional(text).check(z.describe('After whose deployment that was.')),
    because: z.optional(text).check(z.describe('Why nobody looked.')),
    revalidated: z
      .optional(
        z.object({
          time: text,
          pass: z.number(),
          fail: z.number(),
          cannotTell: z.number(),
          report: text.check(z.describe('Key of its report in the evidence bucket.')),
          sha256: text,
        }),
      )
      .check(
        z.describe(
          'The last look between releases; absent where nobody has looked since the validation after the release.',
        ),
      ),
    differences: z.array(z.object({ check: text, subject: text, because: text })),
  })
  .check(
    z.describe(
      'Drift since the release that is deployed, by the last validation or revalidation; nobody looks anew for a review.',
    ),
  );

/** What a target had otherwise than its release says, when somebody looked last. */
export type Drift = DeepReadonly<z.infer<typeof driftSchema>>;
