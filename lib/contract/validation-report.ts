import * as z from 'zod/mini';
import type { DeepReadonly } from '../ground/deep-readonly';
import { natural, parseReport, words } from './report';

/**
 * What one validation of one target says; the machine-readable form of its table. The one schema gives the type, the reader
 * and `docs/schemas/validation-report.schema.json`.
 */

const check = words.check(z.describe('Id of a check, e.g. log-groups-encrypted.'));

const time = z.string().check(
  z.regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z$/),
  z.refine((value) => !Number.isNaN(Date.parse(value)), 'is no time'),
  z.describe('ISO 8601, UTC.'),
);

const asked = {
  check,
  requirement: z
    .string()
    .check(z.regex(/^ZT-[0-9]{2}$/), z.describe('Id of the requirement the check proves, e.g. ZT-07.')),
  subject: z.string().check(z.describe('What was looked at: a log group, a key, a stream.')),
};

const result = z.discriminatedUnion('status', [
  z.object({ ...asked, status: z.literal('pass') }).check(z.describe('It is as promised.')),
  z
    .object({ ...asked, status: z.literal('fail'), because: words, fix: words })
    .check(z.describe('It is not, with what to do about it.')),
  z
    .object({ ...asked, status: z.literal('cannot-tell'), because: words })
    .check(z.describe('The check could not look; this counts as a failure.')),
]);

/** `validation.json`, schema 1. */
export const validationReportSchema = z
  .object({
    schema: z.literal(1),
    environment: words,
    account: z.string().check(z.regex(/^[0-9]{12}$/), z.describe('Account of the target.')),
    region: z.string().check(z.regex(/^[a-z0-9-]{1,64}$/)),
    only: z
      .optional(z.array(check).check(z.minLength(1)))
      .check(
        z.describe(
          'Ids of the checks that were asked, where not all were: such a report does not vouch for the target.',
        ),
      ),
    notAsked: z
      .optional(z.array(z.object({ check, because: words })))
      .check(z.describe('Checks that were not asked although they were meant to be, and why.')),
    waited: z
      .optional(z.array(z.object({ permission: words, seconds: natural, because: words })))
      .check(z.describe('Calls that waited for what AWS does late, and why that is to be expected.')),
    startTime: time,
    endTime: time,
    summary: z
      .object({ pass: natural, fail: natural, cannotTell: natural })
      .check(z.describe('How many results have which status.')),
    results: z.array(result).check(z.describe('Answers in the order of the checks; each check has at least one.')),
  })
  .check(
    z.superRefine(({ summary, results }, context) => {
      for (const [kind, number] of Object.entries(summarize(results))) {
        const claimed = summary[kind as keyof ValidationSummary];
        if (claimed === number) continue;
        context.addIssue({
          code: 'custom',
          path: ['summary', kind],
          message: `summary.${kind} says ${claimed}, the results say ${number}`,
        });
      }
    }),
  )
  .check(
    z.meta({
      title: 'Validation report',
      description:
        'What the live APIs said of one deployed target: validation.json, schema 1. The target is what was promised only where every answer is a pass, there is at least one, and `only` is absent.',
    }),
  );

/** `validation.json`, schema 1; times are ISO 8601 UTC. */
export type ValidationReport = DeepReadonly<z.infer<typeof validationReportSchema>>;

/** One answer about one subject. `cannot-tell` counts as a failure: a check that could not look has proved nothing. */
export type ValidationResult = ValidationReport['results'][number];

/** How many answers of each kind. */
export type ValidationSummary = ValidationReport['summary'];

/** Name of the JSON report in its directory. */
export const VALIDATION_REPORT = 'validation.json';

/** Name of the JUnit report in its directory. */
export const VALIDATION_JUNIT = 'junit.xml';

/** Name of the page in its directory. */
export const VALIDATION_PAGE = 'validation.html';

/** Counts answers by kind. */
export const summarize = (results: readonly Pick<ValidationResult, 'status'>[]): ValidationSummary => {
  const numberOf = (wanted: string) => results.filter(({ status }) => status === wanted).length;
  return { pass: numberOf('pass'), fail: numberOf('fail'), cannotTell: numberOf('cannot-tell') };
};

/** Did every check pass? A report without results has proved nothing. */
export const allPassed = ({ pass, fail, cannotTell }: ValidationSummary): boolean =>
  pass > 0 && fail === 0 && cannotTell === 0;

/**
 * Reads a report from parsed JSON.
 *
 * @param name where it was read, for the message
 * @throws {UserError} when a field is not as schema 1 says, naming it, also where the summary does not count the results
 */
export const parseValidationReport = (value: unknown, name = VALIDATION_REPORT): ValidationReport =>
  parseReport(validationReportSchema, value, 'validation report', name);
