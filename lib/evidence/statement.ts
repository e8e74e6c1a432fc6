import * as z from 'zod';
import { partNameProblem } from '../contract/part-name';

/** Of every in-toto statement, version 1. */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';

/** What our statements say about their subjects: this record of a release. `docs/evidence.md` describes it. */
export const PREDICATE_TYPE = 'https://zero-trust-delivery.example/release-record/v1';

const time = z.iso.datetime();
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal');
const name = z.string().refine((text) => partNameProblem(text) === undefined, 'must be the name of a part');
const seconds = z.number().nonnegative();
const count = z.int().nonnegative();

/** A part of the record by its content. */
const part = z.strictObject({ name, sha256: digest });

const action = z.strictObject({
  stage: z.string(),
  action: z.string(),
  category: z.string(),
  provider: z.string(),
  actionExecutionId: z.string(),
  status: z.string(),
  startTime: time,
  endTime: time,
  seconds,
  /** What the provider said, for a failure its cause. */
  summary: z.string(),
});

/** What an approval came to; `Expired` where nobody answered in time, `Failed` where CodePipeline could not ask. */
export const decisionSchema = z.enum(['Approved', 'Rejected', 'Expired', 'Failed', 'Abandoned']);

const approval = z.strictObject({
  /** Which of the release's actions this was. */
  actionExecutionId: z.string(),
  decision: decisionSchema,
  /** ARN of who decided; null where CodePipeline does not say. */
  by: z.string().nullable(),
  /** Where the author of the commit has approved it, as far as the names of sessions tell; absent otherwise. */
  byAuthor: z.literal(true).optional(),
  comment: z.string(),
  requestedAt: time,
  decidedAt: time,
  /** What was asked, and where the page was said to be. */
  question: z.string(),
  reviewUrl: z.string().nullable(),
  /** The decision, as it was written down when it was made. */
  record: part,
  /** The pages about the environment's targets that lay in the evidence. */
  pages: z.array(part),
});

const changeSet = z.strictObject({
  stack: z.string(),
  changeSet: z.string(),
  /** ARN that CloudFormation gave; null where CodePipeline does not say. */
  arn: z.string().nullable(),
  action: z.string(),
  status: z.string(),
});

const target = z.strictObject({
  account: z.string().regex(/^\d{12}$/),
  region: z.string(),
  review: z.strictObject({ page: part, data: part.nullable() }).nullable(),
  changeSets: z.array(changeSet),
  validation: z.strictObject({ report: part, pass: count, fail: count, cannotTell: count }).nullable(),
});

const environment = z.strictObject({
  name: z.string(),
  startTime: time,
  endTime: time,
  seconds,
  approvals: z.array(approval),
  targets: z.array(target),
});

const build = z.strictObject({
  source: part.nullable(),
  lockfile: part.nullable(),
  /** Dependencies in CycloneDX. */
  inventory: part.nullable(),
  gateReport: part.nullable(),
  templates: z.array(part),
  tools: z.record(z.string(), z.string()),
  verdict: z.enum(['yes', 'no']).nullable(),
  /** How many findings were accepted on purpose; the gate's report has each with its reason, owner and expiry. */
  acknowledgements: count.nullable(),
  /** What the gate warned of, for example of acknowledgements that had expired and still counted; records from before that say nothing. */
  warnings: z.array(z.string()).optional(),
});

const predicate = z.strictObject({
  schema: z.literal(1),
  /** Counts closed releases from 1. */
  number: z.int().min(1),
  /** The release that was closed before this one. */
  previous: z.strictObject({ number: z.int().min(1), pipelineExecutionId: z.string(), sha256: digest }).nullable(),
  pipeline: z.strictObject({ name: z.string(), account: z.string(), region: z.string(), version: z.int() }),
  pipelineExecutionId: z.string(),
  /** A retried execution is closed once more, as its next attempt. */
  attempt: z.int().min(1),
  outcome: z.strictObject({
    status: z.enum(['Succeeded', 'Failed', 'Stopped', 'Superseded', 'Cancelled']),
    /** ARN of who decided that it ended so; null where nobody did. */
    by: z.string().nullable(),
    because: z.string(),
  }),
  commit: z.strictObject({
    id: z.string(),
    message: z.string().nullable(),
    author: z.string().nullable(),
    url: z.string().nullable(),
  }),
  /** What started the release, in CodePipeline's words. */
  trigger: z.strictObject({ type: z.string(), detail: z.string() }).nullable(),
  /**
   * Of a roll-back of a stage: the execution whose artifacts it deployed again, which has been built, judged and reviewed in
   * that one's record; absent from every other release.
   */
  rollbackTo: z.string().optional(),
  startTime: time,
  endTime: time,
  seconds,
  closedTime: time,
  build,
  environments: z.array(environment),
  actions: z.array(action),
});

/** The whole of what is signed. Unknown fields are refused: what nobody reads must not be signed. */
export const statementSchema = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.array(z.strictObject({ name, digest: z.strictObject({ sha256: digest }) })),
  predicateType: z.literal(PREDICATE_TYPE),
  predicate,
});

type Read<T extends z.ZodType> = Readonly<z.output<T>>;

export type Statement = Read<typeof statementSchema>;
export type ReleaseRecord = Read<typeof predicate>;
export type RecordedEnvironment = Read<typeof environment>;
export type RecordedTarget = Read<typeof target>;
export type RecordedApproval = Read<typeof approval>;
export type RecordedAction = Read<typeof action>;
export type RecordedBuild = Read<typeof build>;
export type Part = Read<typeof part>;

/** Seconds between two times, to the millisecond. */
export const secondsBetween = (start: string, end: string): number => (Date.parse(end) - Date.parse(start)) / 1000;
