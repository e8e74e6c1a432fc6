import * as z from 'zod/mini';
import type { DeepReadonly } from '../ground/deep-readonly';
import { natural, parseReport, words } from './report';

/**
 * What the gate says of one assembly: `gate/report.json`, from which every other form of the report and the review of a
 * release are made. The one schema gives the type, the reader and `docs/schemas/gate-report.schema.json`.
 */

const sentences = z.array(words);

const leftOut = z.object({ stack: z.string(), logicalId: z.string(), type: z.string(), because: words });

const pack = z
  .object({
    name: words.check(z.describe('AwsSolutions, HIPAA.Security, ZeroTrust or CloudFormation-Validate.')),
    version: words.check(z.describe('Of the package it comes from.')),
    rules: z.optional(natural).check(z.describe('How many rules it asked; absent where it does not tell.')),
    looked: z
      .record(z.string(), natural)
      .check(
        z.describe(
          "How many resources it looked at, by stack path; as many as the stack's final template has, but for those in leftOut.",
        ),
      ),
    leftOut: z
      .optional(z.array(leftOut).check(z.minLength(1)))
      .check(z.describe('Resources that it is right not to look at; absent where there are none.')),
  })
  .check(z.describe('A set of rules, with the proof that it ran.'));

/** A rule of cdk-nag counts the resources of the kind it is about; a rule that reads whole templates counts all of them. */
const ruleInStack = z.discriminatedUnion('applied', [
  z.object({ stack: z.string(), applied: z.literal(true), resources: natural }),
  z.object({ stack: z.string(), applied: z.literal(false), because: words }),
]);

const rule = z.object({
  id: words.check(z.describe('For example AwsSolutions-S1 or ZT-06-LogsKeyLetsCloudWatchLogsIn.')),
  pack: words,
  requires: words.check(z.describe('The requirement as its pack says it: a positive sentence.')),
  hipaa: z
    .array(z.string().check(z.regex(/^164\.[0-9]{3}(\([A-Za-z0-9]+\))*$/)))
    .check(z.describe('HIPAA Security Rule controls it serves.')),
  source: z.optional(z.url()),
  stacks: z
    .array(ruleInStack)
    .check(z.describe('A rule in one stack: asked of so many resources, or not asked and why.')),
});

export const reportedStackSchema = z.object({
  path: words.check(z.describe('Construct path, for example Delivery/dev/Data.')),
  stackName: words,
  environment: z
    .optional(z.string())
    .check(z.describe('Of the target it belongs to; absent for the pipeline and its helpers.')),
  account: z.string(),
  region: z.string(),
  template: words.check(z.describe("Relative to the assembly's root.")),
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/), z.describe("Of the template file's bytes.")),
  resources: natural,
});

const location = z.object({ file: words, line: z.int().check(z.minimum(1)) });

export const findingSchema = z
  .object({
    pack: words,
    rule: words,
    finding: z
      .string()
      .check(
        z.describe(
          "The full id, for example AwsSolutions-IAM5[Resource::*]; the rule's where there is nothing to add.",
        ),
      ),
    stack: z.optional(z.string()).check(z.describe('Path of the stack; absent where the pack names none.')),
    resource: z.string().check(z.describe('Construct path of the resource, else <template>#<logical id>.')),
    logicalId: z.optional(z.string()),
    because: words,
    status: z
      .optional(z.literal('cannot-tell'))
      .check(
        z.describe(
          'That the rule could not tell, which is accepted apart from a violation; absent where there is one.',
        ),
      ),
    fix: z.optional(z.string()),
    at: z
      .optional(location)
      .check(z.describe("Where the construct was made, relative to the project's root; lines count from 1.")),
    from: z
      .optional(location)
      .check(z.describe('The line of the stack that asked for it, where a construct of the project stands between.')),
  })
  .check(z.describe('One rule violated by one resource.'));

export const acknowledgementSchema = z
  .object({
    reason: z.string(),
    owner: z.string(),
    expires: z
      .string()
      .check(
        z.regex(new RegExp(`^$|${z.regexes.date.source}`), 'must be a day like 2027-06-30'),
        z.describe('Last day it counts, YYYY-MM-DD.'),
      ),
    ticket: z.string().check(z.describe('Where the decision was discussed.')),
  })
  .check(
    z.describe(
      'Why, by whom and until when a finding is accepted. Empty texts where something else than the register accepts it, which is an objection.',
    ),
  );

export const acknowledgedSchema = z.extend(findingSchema, { acknowledgement: acknowledgementSchema });

const moved = z
  .object({
    stack: words.check(z.describe('Id of the stack, the last part of its path.')),
    from: words.check(z.describe('What the register calls it: its path below the stack, or its logical id.')),
    to: words.check(z.describe('The same, now.')),
    findings: z.array(words).check(z.minLength(1), z.describe("None of them is among the report's findings.")),
    resources: z.array(words).check(z.minLength(1), z.describe('Construct paths that have them now.')),
    entries: z.array(location).check(z.minLength(1), z.describe('Where the register names it.')),
  })
  .check(z.describe('A resource with another name: an objection until the register says the new one.'));

/** `report.json`, schema 1. */
export const gateReportSchema = z
  .object({
    schema: z.literal(1),
    application: words,
    verdict: z.enum(['yes', 'no']).check(z.describe('yes where there are neither findings nor objections.')),
    objections: sentences.check(
      z.describe(
        'What speaks against trusting the findings: first that a pack did not look, then for example that an acknowledgement matches nothing.',
      ),
    ),
    warnings: sentences.check(
      z.describe(
        'What will become an objection: an acknowledgement that expires within 30 days, or that has expired and counts for some days more, the soonest first. Then what the configuration says and hardly anybody means.',
      ),
    ),
    graceDays: z
      .optional(natural)
      .check(
        z.describe(
          'Days after its last one for which an acknowledgement still counts, with a warning; absent where none does.',
        ),
      ),
    packs: z.array(pack),
    rules: z.array(rule),
    stacks: z.array(reportedStackSchema),
    findings: z.array(findingSchema).check(z.describe('Rules that resources violate and nobody has acknowledged.')),
    acknowledged: z.array(acknowledgedSchema).check(z.describe('Findings accepted on purpose.')),
    moved: z.optional(z.array(moved).check(z.minLength(1))),
  })
  .check(
    z.refine(
      ({ verdict, findings, objections }) => (verdict === 'yes') === (findings.length + objections.length === 0),
      {
        path: ['verdict'],
        message: 'must be yes where there are neither findings nor objections, else no',
      },
    ),
  )
  .check(
    z.meta({
      title: 'Gate report',
      description:
        'What the gate says of one assembly: cdk.out/gate/report.json, schema 1. Lists are sorted, so that two runs on the same templates differ in nothing.',
      // The same as the check above, for which JSON Schema has no word of its own.
      if: { type: 'object', properties: { verdict: { const: 'yes' } } },
      // biome-ignore lint/suspicious/noThenProperty: the word of JSON Schema
      then: {
        type: 'object',
        properties: { findings: { type: 'array', maxItems: 0 }, objections: { type: 'array', maxItems: 0 } },
      },
      else: {
        anyOf: ['findings', 'objections'].map((list) => ({
          type: 'object',
          properties: { [list]: { type: 'array', minItems: 1 } },
        })),
      },
    }),
  );

/** `report.json`, schema 1. Lists are sorted, so that two runs on the same templates differ in nothing. */
export type GateReport = DeepReadonly<z.infer<typeof gateReportSchema>>;

/** A set of rules, with the proof that it ran. */
export type ReportedPack = GateReport['packs'][number];

/** A resource of a final template that a pack cannot look at, and why that is right. */
export type LeftOut = NonNullable<ReportedPack['leftOut']>[number];

/** One rule and where it was asked. */
export type ReportedRule = GateReport['rules'][number];

/** A rule in one stack: asked of so many resources, or not asked and why. */
export type RuleInStack = ReportedRule['stacks'][number];

/** One stack of the assembly. */
export type ReportedStack = GateReport['stacks'][number];

/** One rule violated by one resource. */
export type GateFinding = GateReport['findings'][number];

/** A place in a source file; lines count from 1. */
export type SourceLocation = NonNullable<GateFinding['at']>;

/** Acknowledgements of one resource that has another name now. */
export type MovedAcknowledgements = NonNullable<GateReport['moved']>[number];

/** A finding accepted on purpose. */
export type AcknowledgedFinding = GateReport['acknowledged'][number];

/** Why, by whom and until when a finding is accepted. */
export type AcknowledgementTerms = AcknowledgedFinding['acknowledgement'];

/**
 * Reads a gate report from parsed JSON.
 *
 * @param name where it was read, for the message
 * @throws {UserError} when a field is not as schema 1 says, naming it, also where the verdict is not what findings and objections say
 */
export const parseGateReport = (value: unknown, name: string): GateReport =>
  parseReport(gateReportSchema, value, 'gate report', name);

/** Directory of the reports below the assembly's root. */
export const GATE_DIRECTORY = 'gate';

/** Name of the machine-readable report in that directory. */
export const GATE_REPORT = 'report.json';

/** The report as a page for a person who decides. */
export const GATE_PAGE = 'report.html';

/** The report as SARIF 2.1.0. */
export const GATE_SARIF = 'report.sarif';

/** The report as JUnit XML. */
export const GATE_JUNIT = 'junit.xml';
