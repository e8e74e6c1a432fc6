import * as z from 'zod/mini';
import type { DeepReadonly } from '../ground/deep-readonly';
import { driftSchema } from './drift';
import { acknowledgedSchema, acknowledgementSchema, findingSchema } from './gate-report';
import { releaseFactsSchema } from './release-facts';
import { natural, parseReport } from './report';
import { newsSchema } from './review-news';

/**
 * What a release changes against what runs now, or against an earlier release: `review.json`, from which the review page is
 * made. Values of templates stand in it as they are: whoever shows them escapes them. The one schema gives the type, the
 * reader and `docs/schemas/review.schema.json`.
 */

const text = z.string();

const scope = z
  .object({ environment: z.optional(text), account: z.optional(text), region: z.optional(text) })
  .check(z.describe('What is reviewed: one environment, one target, or, without both, the whole release.'));

const baseline = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('nothing'),
      because: text,
      unseen: z
        .optional(z.literal(true))
        .check(
          z.describe(
            'Set where nobody could look: nothing is known to run there, and it is not known to be a first deployment.',
          ),
        ),
    }),
    z.object({
      kind: z
        .enum(['release', 'deployed'])
        .check(z.describe('release: an earlier release of its own; deployed: the templates that a target runs now.')),
      label: text.check(z.describe('For example commit 1a2b3c4.')),
      gate: z
        .boolean()
        .check(
          z.describe('Whether its gate report is known; without it no finding or acknowledgement can be called new.'),
        ),
    }),
  ])
  .check(z.describe('What a release is compared with.'));

const findings = z
  .object({
    known: z.boolean(),
    new: z.array(z.extend(findingSchema, { wasAcknowledged: z.boolean() })),
    gone: z.array(findingSchema),
  })
  .check(z.describe('Against those of the baseline; not known where it has no gate report.'));

const acknowledgements = z
  .object({
    known: z.boolean(),
    added: z.array(acknowledgedSchema),
    removed: z
      .array(z.extend(acknowledgedSchema, { findingIsOpen: z.boolean() }))
      .check(z.describe('Those that are gone; the finding may be open now.')),
    moved: z
      .optional(z.array(z.extend(acknowledgedSchema, { wasOn: text })))
      .check(
        z.describe(
          'The same decision on the same finding of a resource that had another name; absent where there is none.',
        ),
      ),
    changed: z
      .array(z.extend(acknowledgedSchema, { before: acknowledgementSchema }))
      .check(z.describe('The same finding, accepted on other terms.')),
    expiring: z
      .array(z.extend(acknowledgedSchema, { days: z.int(), refusedFrom: z.optional(text) }))
      .check(z.describe('days: until its last one, less than 0 is over; refusedFrom: when the gate refuses it.')),
  })
  .check(z.describe("Findings accepted on purpose, against the baseline's; not known where it has no gate report."));

const differing = { before: z.optional(z.unknown()), after: z.optional(z.unknown()) };
const change = z.enum(['added', 'removed', 'changed']);

const resource = z
  .object({
    logicalId: text,
    type: text,
    path: z.optional(text).check(z.describe('Construct path, where the template says it.')),
    change,
    effect: z
      .enum(['create', 'update', 'replace', 'may-replace', 'delete', 'retain', 'none', 'unknown'])
      .check(
        z.describe(
          'What CloudFormation does to it. retain: it leaves the stack and stays in the account; none: nothing is deployed; unknown is never good news.',
        ),
      ),
    about: z
      .enum(['configuration', 'code', 'metadata'])
      .check(z.describe('code: only assets differ; metadata: nothing that is deployed.')),
    holds: z.optional(text).check(z.describe('Why its loss would lose data; absent where it holds none.')),
    notes: z.array(text).check(z.describe('What the sort of change alone does not say.')),
    properties: z.array(z.object({ path: text.check(z.describe('For example Properties.Code.S3Key.')), ...differing })),
    lessProtected: z.optional(z.boolean()).check(z.describe('Set where a policy that guards its data guards it less.')),
    speaksOf: z
      .optional(z.array(text))
      .check(z.describe('Resources of the same template that an added one is attached to.')),
  })
  .check(z.describe('One resource that is not as the baseline has it.'));

const access = z
  .object({
    logicalId: text,
    type: text,
    at: text.check(z.describe('Where it stands, for example PolicyDocument.Statement.')),
    direction: z
      .enum(['broader', 'narrower', 'same', 'different', 'unknown'])
      .check(
        z.describe(
          'different and unknown count as broader: nothing shows that they are not. same says it in other words.',
        ),
      ),
    because: text,
    says: z.optional(text).check(z.describe('Who may now do what with what, in words.')),
    ...differing,
  })
  .check(z.describe('A permission or a way through the network that is not as the baseline has it.'));

const section = z
  .object({ section: text, name: z.optional(text), change, ...differing })
  .check(z.describe('Of parameters, outputs, conditions and whatever else is no resource: an entry that differs.'));

const stack = z
  .object({
    stackName: text,
    path: z.optional(text).check(z.describe('Construct path, where the release names one.')),
    account: text,
    region: text,
    environment: z.optional(text),
    change: z.enum(['added', 'removed', 'changed', 'unchanged', 'cannot-tell']),
    because: z.optional(text).check(z.describe('Why nothing can be told, or what a removal means.')),
    resourceCount: natural.check(z.describe('In the release; before its removal, for a removed stack.')),
    resources: z.array(resource),
    permissions: z.array(access),
    network: z.array(access),
    sections: z.array(section),
  })
  .check(z.describe('One stack against its baseline; a nested stack stands by itself.'));

/** `review.json`, schema 1. */
export const reviewSchema = z
  .object({
    schema: z.literal(1),
    application: text,
    release: z.optional(releaseFactsSchema),
    drift: z.optional(driftSchema),
    scope,
    baseline,
    verdict: z.enum(['yes', 'no']).check(z.describe("The gate's on the whole release.")),
    objections: z.array(text),
    warnings: z.array(text),
    news: z.array(newsSchema).check(z.describe('In the order a person decides from.')),
    findings,
    acknowledgements,
    stacks: z.array(stack),
    cannotTell: z.array(text).check(z.describe('What no comparison of templates can see, or this one could not.')),
  })
  .check(
    z.meta({
      title: 'Review',
      description:
        'What a release changes against what runs now, or against an earlier release: review.json, schema 1. Lists are sorted: what a person has to decide about first stands first.',
    }),
  );

/** `review.json`, schema 1. Lists are sorted: what a person has to decide about first stands first. */
export type Review = DeepReadonly<z.infer<typeof reviewSchema>>;

/** Which stacks of a release are reviewed. */
export type ReviewScope = Review['scope'];

/** What a release is compared with. */
export type ReviewBaseline = Review['baseline'];

/** One thing that is new. */
export type News = Review['news'][number];

/** How much a person has to think: a danger first, then what needs a look, then what has merely changed. */
export type Weight = News['weight'];

/** What kind of thing is new. */
export type NewsKind = News['kind'];

/** Findings that the baseline did not have, and those it had. Unknown where the baseline has no gate report. */
export type FindingChanges = Review['findings'];

/** Findings accepted on purpose, against the baseline's. Unknown where the baseline has no gate report. */
export type AcknowledgementChanges = Review['acknowledgements'];

/** One stack against its baseline; a nested stack stands by itself. */
export type StackReview = Review['stacks'][number];

/** One resource that is not as the baseline has it. */
export type ResourceReview = StackReview['resources'][number];

/** What CloudFormation does to a resource; `unknown` is never good news. */
export type Effect = ResourceReview['effect'];

/** One value that differs. */
export type PropertyReview = ResourceReview['properties'][number];

/** A permission or a way through the network that is not as the baseline has it. */
export type AccessChange = StackReview['permissions'][number];

/** An entry of a template's section that differs. */
export type SectionReview = StackReview['sections'][number];

/**
 * Reads a review from parsed JSON.
 *
 * @param name where it was read, for the message
 * @throws {UserError} when a field is not as schema 1 says, naming it
 */
export const parseReview = (value: unknown, name: string): Review => parseReport(reviewSchema, value, 'review', name);

/** Whether a change may permit or open more than before: what cannot be told counts, too. */
export const isBroader = ({ direction }: AccessChange): boolean => direction !== 'narrower' && direction !== 'same';
