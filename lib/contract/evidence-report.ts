import * as z from 'zod/mini';
import type { DeepReadonly } from '../ground/deep-readonly';
import { acknowledgementSchema } from './gate-report';
import { natural, words } from './report';

/**
 * What an auditor asks of releases: who let them through, when and with which comment, what was accepted then, and whether
 * encryption was proven afterwards. The one schema gives the type and `docs/schemas/evidence-report.schema.json`.
 */

const decision = z.object({
  environment: words,
  decision: z.enum(['Approved', 'Rejected', 'Expired', 'Failed', 'Abandoned']),
  by: z
    .nullable(z.string())
    .check(z.describe('ARN of who decided; null where nobody did, or CodePipeline does not say.')),
  byAuthor: z
    .boolean()
    .check(z.describe('Whether the author of the commit has approved it, as far as the names of sessions tell.')),
  at: words.check(z.describe('ISO 8601, UTC.')),
  comment: z.string(),
  question: z.string().check(z.describe('What was asked.')),
});

const accepted = z
  .object({
    acknowledgement: acknowledgementSchema,
    findings: z.array(z.object({ finding: words, resource: words })).check(z.minLength(1)),
  })
  .check(z.describe('Findings that were accepted for one reason.'));

const encryption = z
  .object({
    environment: words,
    account: words,
    region: words,
    proven: z
      .enum(['yes', 'no', 'unknown'])
      .check(
        z.describe(
          'yes where a whole validation has asked about encryption and every answer was a pass; unknown where there is no report of one.',
        ),
      ),
    because: words,
    passed: natural,
    unproven: z
      .array(z.object({ check: words, subject: z.string(), because: words }))
      .check(z.describe('Answers about encryption that were no pass, and checks of it that were not asked.')),
  })
  .check(z.describe('What the validation after a deployment said about encryption.'));

const release = z.object({
  number: z.int().check(z.minimum(1)),
  pipelineExecutionId: words,
  outcome: z
    .enum(['Succeeded', 'Rejected', 'Failed', 'Stopped', 'Superseded', 'Cancelled'])
    .check(z.describe("CodePipeline's word, but Rejected where a person's no has failed it.")),
  because: words,
  commit: z.object({
    id: words,
    message: z.nullable(z.string()),
    author: z.nullable(z.string()),
    url: z.nullable(z.string()),
  }),
  startTime: words,
  endTime: words,
  reached: z.array(words).check(z.describe('Environments that it was deployed to, in order.')),
  decisions: z.array(decision),
  gate: z.nullable(z.enum(['yes', 'no'])).check(z.describe('null where it left no report.')),
  accepted: z.array(accepted),
  encryption: z.array(encryption),
});

/** `report.json` of `evidence report`, schema 1. */
export const evidenceReportSchema = z
  .object({
    schema: z.literal(1),
    application: words,
    releases: z.array(release).check(z.describe('The newest first.')),
    closed: natural.check(z.describe('How many releases are closed in all.')),
    open: z.array(words).check(z.describe('Execution ids that left something behind and have no statement.')),
    findings: z
      .array(z.object({ place: words, because: words }))
      .check(z.describe('What speaks against the record: the chain, a signature, a part that is not what was signed.')),
  })
  .check(
    z.meta({
      title: 'Evidence report',
      description:
        'Who approved which release, what was accepted then, and whether encryption was proven afterwards: `bin/delivery evidence report`, schema 1. Signatures are held to the keys that the bucket publishes; `evidence verify` proves a bundle with a key from elsewhere.',
    }),
  );

/** `report.json` of `evidence report`, schema 1; times are ISO 8601 UTC. */
export type EvidenceReport = DeepReadonly<z.infer<typeof evidenceReportSchema>>;

/** One release of it. */
export type ReportedRelease = EvidenceReport['releases'][number];

/** Checks of the validation that ask whether data, logs and secrets are encrypted, and with our keys alone. */
export const ENCRYPTION_CHECKS: readonly string[] = [
  'key-state',
  'logs-key-policy',
  'log-groups-encrypted',
  'log-streams-after-key',
  'buckets-encrypted',
  'bucket-refuses-unencrypted',
  'bucket-refuses-other-keys',
  'role-refused-unencrypted',
  'role-refused-other-keys',
  'queues-guarded',
  'topics-guarded',
  'tables-guarded',
  'secrets-encrypted',
];

/** Names of its files. */
export const EVIDENCE_PAGE = 'report.html';
export const EVIDENCE_REPORT = 'report.json';
