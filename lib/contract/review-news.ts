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

/** One thing that is new. */
type SaidNews = z.infer<typeof newsSchema>;

/**
 * One thing in words: `prod's data bucket is replaced: data may be lost`.
 *
 * @param place where in the environment, if it is not everywhere there: a region, or an account and a region
 */
export const newsSentence = (
  { title, subject, plain }: Pick<SaidNews, 'title' | 'subject' | 'plain'>,
  environment: string | undefined,
  place?: string,
): string => {
  if (plain === undefined) return title;
  const there = place === undefined ? '' : ` in ${place}`;
  if (subject === undefined) return environment === undefined ? plain : `${environment}${there}: ${plain}`;
  return `${environment === undefined ? 'the' : `${environment}'s`} ${subject}${there} ${plain}`;
};

/** Kinds of what may do harm, the worst first. */
const DANGERS: readonly SaidNews['kind'][] = [
  ...(['data-lost', 'data-less-protected', 'permissions-broader', 'network-broader', 'cannot-tell'] as const),
  'finding-new',
];

/** What may do harm in several reviews, the worst first; within one the order of the review stays. */
export const dangersIn = <Some extends Pick<SaidNews, 'kind' | 'weight'>>(news: readonly Some[]): readonly Some[] =>
  news
    .filter(({ weight }) => weight === 'danger')
    .toSorted((one, other) => DANGERS.indexOf(one.kind) - DANGERS.indexOf(other.kind));
