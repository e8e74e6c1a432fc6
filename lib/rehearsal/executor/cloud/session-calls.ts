import { z } from 'zod';
import type { DeepReadonly } from '../../../ground/deep-readonly';

/** What a session, and those that it assumed, were asked for, as the emulator tells it; null where it judges nobody. */
export const sessionCallsSchema = z
  .object({
    /** IAM action and ARN of every permission, whatever the answer was. */
    calls: z.array(z.tuple([z.string(), z.string()])),
    /** Operations, as botocore calls them, of which nobody knows what they need. */
    notJudged: z.array(z.string()),
    /** The documents of all policies that allow or limit what the session may do. */
    policies: z.array(z.string()),
  })
  .nullable();

export type SessionCalls = NonNullable<DeepReadonly<z.infer<typeof sessionCallsSchema>>>;
