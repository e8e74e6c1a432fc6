import { z } from 'zod';

const CRON = 'must be the six fields of a cron expression of EventBridge, like 0 6 ? * MON-FRI *';

/** When an environment is validated again: a word, or the times of EventBridge. */
export const revalidation = z.union(
  [
    z.enum(['daily', 'weekly', 'never']),
    z.strictObject({
      cron: z
        .string()
        .regex(/^[\d*?,/#LW A-Z-]+$/, CRON)
        .refine((fields) => fields.split(' ').length === 6, CRON),
    }),
  ],
  'must be "daily", "weekly", "never" or { cron: "0 6 ? * MON-FRI *" }',
);
