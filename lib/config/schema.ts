import { z } from 'zod';
import { CDK_QUALIFIER } from '../contract/bootstrap-roles';
import type { DeepReadonly } from '../ground/deep-readonly';
import { LEAST_LOG_RETENTION_DAYS, LOG_RETENTION_DAYS } from '../promises';
import { buildNetwork } from './build-network';
import { means, textLike } from './means';
import { revalidation } from './revalidation-setting';
import { source } from './source-schema';

const account = textLike('must be 12 digits', /^\d{12}$/);
const region = z.string();
export const APPROVAL_EXPIRES_AFTER_DAYS = 7;
const tagValue = textLike(
  'must be 1 to 256 letters, digits, spaces or _ . : / = + - @',
  /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u,
);

const target = z.strictObject({
  account: means(account, 'The account that is deployed to; another environment has another one'),
  region: means(region, 'The region that is deployed to'),
  cidr: means(z.string(), 'Address range of the VPC, /16 to /24; those of all targets must not overlap'),
  zones: means(
    z.array(z.string()),
    'Availability zones of the region, at least two (ZT-02); each costs one network interface per interface endpoint',
  ),
  s3PrefixListId: means(
    textLike('must be a prefix list id like pl-63a5400a', /^pl-[0-9a-f]{8,17}$/),
    'For a region that is not in the table of `lib/contract/s3-prefix-lists.ts`. Left out: the table has it',
  ).optional(),
});

/** A text or a list of them, as policies have it. */
const texts = z.custom<string | readonly string[]>(
  (value) => [value].flat().every((each) => typeof each === 'string') && [value].flat().length > 0,
  'must be a text or a list of texts',
);

/** A statement of an organization that refuses something, as AWS writes it. What it would allow is narrower here already. */
const denial = z.strictObject({
  Sid: means(textLike('must be letters and digits', /^[A-Za-z0-9]+$/), 'Its name').optional(),
  Effect: means(z.literal('Deny', 'must be "Deny": what endpoints allow is this account alone (ZT-03)'), 'It refuses'),
  Principal: means(
    z.literal('*', 'must be "*": put who is meant into the Condition'),
    'Everybody; who is meant says the Condition',
  ),
  Action: means(texts, 'What is refused'),
  Resource: means(texts, 'On what'),
  Condition: means(z.record(z.string(), z.record(z.string(), texts)), 'Of whom, by operator and key').optional(),
});

const environment = z.strictObject({
  name: means(
    textLike('must be lower-case letters, digits and single hyphens', /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/),
    "Also the pipeline stage's name and the suffix of every physical name",
  ),
  approval: means(z.enum(['none', 'required']), 'Whether a person must agree before this environment is deployed'),
  approvalExpiresAfterDays: means(
    z
      .int('must be a whole number of days')
      .min(1, 'must be at least 1')
      .max(60, 'must be at most 60, which CodePipeline waits at most'),
    'Days after which an approval that nobody has answered fails the release',
  ).default(APPROVAL_EXPIRES_AFTER_DAYS),
  data: means(z.enum(['disposable', 'retained']), 'Disposable data goes with its stack; retained data survives it'),
  auditRetentionDays: means(
    z.int('must be a whole number of days').min(1, 'must be at least 1'),
    'How many days the trail bucket keeps the audit record; six years unless it says otherwise',
  ).default(2192),
  logRetentionDays: means(
    z.literal(LOG_RETENTION_DAYS),
    'How many days every log group of the environment keeps its events: one of the values that CloudWatch Logs takes',
  ).default(LEAST_LOG_RETENTION_DAYS),
  revalidate: means(
    revalidation,
    'When its targets are validated again between releases, for the release that they run: in the small hours of every day or of every Monday, at the times of a cron expression of EventBridge (UTC), or never',
  ).default('daily'),
  reservedConcurrency: means(
    z.int('must be a whole number').min(1, 'must be at least 1'),
    'Concurrent executions kept for the workload. Left out: none, because new accounts have too few to reserve any',
  ).optional(),
  permissionsBoundary: means(
    textLike('must be the name of a managed policy', /^[\w+=,.@-]{1,128}$/),
    'Name of a managed policy that bounds every role of the environment. Left out: no boundary',
  ).optional(),
  managementEvents: means(
    z.enum(['here', 'elsewhere']),
    "Whose trail records the management events of the environment's accounts: its own, or another one of all regions there, of another application, another environment or the organization. AWS charges every copy but the first",
  ).default('here'),
  guests: means(
    z.strictObject({
      endpoints: means(
        z.array(textLike('must be a service like guardduty-data', /^[a-z0-9][a-z0-9.-]*$/)),
        'Services of endpoints by the last part of their names, `guardduty-data`',
      ).default([]),
      securityGroups: means(
        z.array(
          textLike(
            'must be the name of a security group, with at most a * at its end',
            /^[\w.:/()#@[\]+=&;{}!$-]{3,254}\*?$/,
          ),
        ),
        'Names of security groups; a `*` at the end stands for anything',
      ).default([]),
      principals: means(
        z.array(
          textLike('must be the name of a role, user or group, with at most a * at its end', /^[\w+=,.@-]{3,64}\*?$/),
        ),
        'Names of roles, users and groups; a `*` at the end stands for anything',
      ).default([]),
    }),
    "What others may make in the environment's VPCs (GuardDuty its endpoint and group, Firewall Manager its groups), and who of the account may reach what is ours (administrators). The validation shows what of it is there, and fails on anything else that no stack of ours has made",
  ).prefault({}),
  organization: means(
    z.strictObject({
      id: means(
        textLike('must be the id of an organization like o-a1b2c3d4e5', /^o-[a-z0-9]{10,32}$/),
        'Its id, which callers from it carry',
      ),
      endpointPolicy: means(
        z.array(denial).min(1, 'must have at least one statement'),
        'Its Denies, word for word as it wants them',
      ),
    }),
    "The organization of the environment's accounts, and the statements that it wants in the policy of every endpoint, beside those for this account alone. Left out: none wants anything there",
  ).optional(),
  alarmEmail: means(
    z.email('must be an e-mail address'),
    'Who is told of alarms. Left out: nobody subscribes to the alarm topic',
  ).optional(),
  tokenize: means(
    z.strictObject({
      fields: means(
        z
          .array(textLike('must be a field name without commas or spaces', /^[^\s,]+$/))
          .min(1, 'must name at least one field'),
        'Fields of a record that identify a person; a dot descends',
      ).default(['patientId', 'ssn', 'email']),
      keyId: means(
        textLike('must be "current" or a key id', /^[\w-]{1,64}$/),
        "The key that makes tokens: `current`, or one key's id so that tokens stay the same after a rotation",
      ).default('current'),
    }),
    'What becomes a token before a record is stored',
  ).prefault({}),
  targets: means(
    z.array(target).min(1, 'must have at least one target'),
    'Accounts and regions of the environment, deployed and validated at the same time',
  ),
});

/** The shape of `delivery.config.ts`. What fields must hold together is said in `rules/`. */
export const schema = z.strictObject({
  application: means(
    textLike('must be lower-case letters, digits and single hyphens', /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/),
    "Name of the pipeline and of the stack that holds it; also part of every physical name, but for the default application's",
  ),
  source: means(source, 'Where releases come from'),
  tools: means(
    z.strictObject({
      account: means(account, 'The account of the pipeline, of no environment'),
      region: means(region, 'The region of the pipeline'),
      vpc: means(
        buildNetwork,
        'A VPC of this account and region in which every build runs; [what it must reach](aws-setup.md#builds-in-a-vpc). Left out: builds reach the whole internet',
      ).optional(),
    }),
    'Where the pipeline lives',
  ),
  tags: means(
    z.strictObject({
      Owner: means(tagValue, 'Who answers for it'),
      CostCenter: means(tagValue, 'Who pays for it'),
      extra: means(z.record(z.string(), tagValue), 'Further tags by their names').default({}),
    }),
    'What everything carries that can be tagged (ZT-14)',
  ),
  qualifier: means(
    textLike('must be 1 to 10 lower-case letters and digits', /^[a-z0-9]{1,10}$/),
    "Of the bootstrap in every account. One is for one application: its roles trust that application's pipeline and nobody else. Unless it says otherwise, the CDK's own",
  ).default(CDK_QUALIFIER),
  evidence: means(
    z.strictObject({
      trial: means(
        z.boolean(),
        'Whether the accounts are to be thrown away: then evidence is held for a day, and an administrator can delete it',
      ).default(false),
      mode: means(
        z.enum(['GOVERNANCE', 'COMPLIANCE']),
        'COMPLIANCE cannot be taken back by anybody. Left out: COMPLIANCE, GOVERNANCE in a trial',
      ).optional(),
      years: means(
        z.int('must be a whole number of years').min(1, 'must be at least 1').max(100, 'must be at most 100'),
        '6 is what 45 CFR 164.316(b)(2)(i) wants. Left out: with real accounts it must be said, unless `trial` is',
      ).optional(),
    }),
    'How long evidence of releases is locked: with real accounts, `trial` or `years` must be said; see [evidence](evidence.md#retention)',
  ).prefault({}),
  people: means(
    z
      .record(
        textLike('must be the name of a session or user', /^[\w+=,.@-]{2,64}$/),
        z
          .array(textLike('must be a name or an e-mail address, without slashes', /^[^\s/][^/]*$/))
          .min(1, 'must have at least one name or address'),
      )
      .refine((people) => JSON.stringify(people).length <= 2000, 'must have at most 2,000 characters as JSON'),
    'What people are called as authors of commits, names or addresses, by the names of their sessions with AWS: nobody approves what is his own. Who is called alike in both need not stand here',
  ).default({}),
  notifications: means(
    z.strictObject({
      emails: means(
        z.array(z.email('must be an e-mail address')),
        'Addresses that are subscribed to the topic in the tools account. Left out: nobody; whoever wants to hear subscribes himself',
      ).default([]),
    }),
    'Who is told of releases: of approvals that are asked for, and of what has failed',
  ).prefault({}),
  environments: means(
    z.array(environment).min(1, 'must have at least one environment'),
    'What is deployed to, in the order in which a release walks through it',
  ),
});

/** What a user writes. */
export type DeliveryConfigInput = DeepReadonly<z.input<typeof schema>>;

/** What the schema has read; the rules judge it. */
export type ReadConfig = DeepReadonly<z.output<typeof schema>>;
type ReadEnvironment = ReadConfig['environments'][number];

export type SourceConfig = ReadConfig['source'];

/** One account and region of an environment. */
export interface TargetConfig extends Omit<ReadEnvironment['targets'][number], 's3PrefixListId'> {
  /** From the configuration or the table. */
  readonly s3PrefixListId: string;
  /** Whether its trail records management events; that of another target of the environment in the account may. */
  readonly managementEvents: ReadEnvironment['managementEvents'];
}

export interface EnvironmentConfig extends Omit<ReadEnvironment, 'targets'> {
  readonly targets: readonly TargetConfig[];
}

/** The configuration everything else works with: defaults applied, rules checked. */
export interface DeliveryConfig extends Omit<ReadConfig, 'environments' | 'tags'> {
  /** Owner, cost center and what else the user wants on everything taggable (ZT-14). */
  readonly tags: Readonly<Record<string, string>>;
  readonly environments: readonly EnvironmentConfig[];
}
