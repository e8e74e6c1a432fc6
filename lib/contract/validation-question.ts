import * as z from 'zod/mini';
import type { DeepReadonly } from '../ground/deep-readonly';
import { parseReport, words } from './report';

const names = z.array(words);

/** `question.json`, schema 1: as whom a target was validated, and for what. */
export const validationQuestionSchema = z.object({
  schema: z.literal(1),
  roleArn: z.optional(words),
  promises: z.object({
    application: words,
    logRetentionDays: z.number(),
    managementEvents: z.enum(['here', 'elsewhere']),
    organization: z.optional(words),
    guests: z.object({ endpoints: names, securityGroups: names, principals: names }),
  }),
});

/** As whom a target was validated, and for what. */
export type ValidationQuestion = DeepReadonly<z.infer<typeof validationQuestionSchema>>;

/** Reads a question. @throws {UserError} when the file holds something else */
export const parseValidationQuestion = (value: unknown, name: string): ValidationQuestion =>
  parseReport(validationQuestionSchema, value, 'question of a validation', name);
