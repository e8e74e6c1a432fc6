import * as z from 'zod/mini';

const text = z.string();

/** One thing that is new, as `review.json` has it. */
export const newsSchema = z
  .object({
    kind: z.enum([
      'data-lost',
      'data-less-protected',
      'permissions-broader',
      'network-broader',
      'cannot-tell',
      'finding-new',
      'acknowledgement-added',
      'acknowledgement-changed',
      'acknowledgement-removed',
      'acknowledgement-expiring',
      'stack-added',
      'stack-removed',
      'resource-removed',
      'resource-replaced',
      'resource-added',
      'resource-changed',
      'permissions-narrower',
      'network-narrower',
      'section-changed',
      'code-changed',
      'finding-gone',
    ]),
    weight: z
      .enum(['danger', 'attention', 'change'])
      .check(
        z.describe(
          'How much a person has to think: a danger first, then what needs a look, then what has merely changed.',
        ),
      ),
    title: text.check(z.describe('One sentence.')),
    subject: z.optional(text).check(z.describe('What it is about, in words, for example data bucket.')),
    plain: z
      .optional(text)
      .check(
        z.describe(
          'What becomes of the subject, or, where there is none, the whole sentence, in words and without where it is.',
        ),
      ),
    environment: z.optional(text),
    stackName: z.optional(text),
    account: z.optional(text).check(z.describe('Of the stack: several may have one name.')),
    region: z.optional(text),
    logicalId: z.optional(text),
  })
  .check(z.describe('One thing that is new.'));
