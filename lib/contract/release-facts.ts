import * as z from 'zod/mini';
import type { DeepReadonly } from '../ground/deep-readonly';

const text = z.string();

const commit = z.object({
  id: text,
  subject: z.optional(text).check(z.describe('First line of its message.')),
  author: z.optional(text),
  branch: z.optional(text),
  url: z.optional(text).check(z.describe('Where the source shows it.')),
});

const decision = z.object({
  decision: z.enum(['Approved', 'Rejected']),
  by: z.optional(text).check(z.describe('Whoever CodePipeline names.')),
  comment: z.optional(text),
  time: text,
  pipelineExecutionId: text,
});

/** Which release a page speaks of. What is not known is absent, and `unknown` says why. */
export const releaseFactsSchema = z
  .object({
    pipeline: z.optional(z.object({ name: text, region: text })),
    rehearsed: z
      .optional(z.literal(true))
      .check(z.describe('Set where it runs in a rehearsal, and nothing of it on AWS.')),
    pipelineExecutionId: z.optional(text),
    startTime: z.optional(text).check(z.describe('When the execution began, ISO 8601, UTC.')),
    commit: z.optional(commit),
    previous: z
      .optional(z.object({ pipelineExecutionId: text, commit: z.optional(commit), time: z.optional(text) }))
      .check(z.describe('The release that was deployed here last, before this one.')),
    decisions: z
      .optional(z.array(decision))
      .check(z.describe('Earlier decisions on this environment, the newest first.')),
    unknown: z.optional(z.array(text)).check(z.describe('What is not known of it, and why.')),
  })
  .check(z.describe('Which release this is. Nothing of it stands in a template.'));

/** Which release a page speaks of. What is not known is absent, and `unknown` says why. */
export type ReleaseFacts = DeepReadonly<z.infer<typeof releaseFactsSchema>>;

/** A commit as its source tells of it. */
export type CommitFacts = NonNullable<ReleaseFacts['commit']>;

/** What a person decided before. */
export type DecisionFacts = NonNullable<ReleaseFacts['decisions']>[number];
