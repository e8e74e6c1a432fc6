import { z } from 'zod';
import { CDK_QUALIFIER } from '../contract/bootstrap-roles';
import type { DeepReadonly } from '../ground/deep-readonly';
import { LEAST_LOG_RETENTION_DAYS, LOG_RETENTION_DAYS } from '../promises';

const text = (must: string, pattern: RegExp) => z.string().regex(pattern, must);

const account = text('must be 12 digits', /^\d{12}$/);
const region = z.string();
/** CodePipeline takes `main`; git's own long form of it, `refs/heads/main`, would be a branch of that name. */
const branch = text('must be a branch name', /^[^\s~^:?*[\\]+$/).refine(
  (name) => !name.startsWith('refs/'),
  'must be the name of a branch alone, without refs/heads/',
);
const tagValue = text(
  'must be 1 to 256 letters, digits, spaces or _ . : / = + - @',
  /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u,
);

/** What a trigger takes and leaves out; what is left out comes first. CodePipeline takes eight of each. */
const pattern = z
  .array(text('must be a pattern of at most 255 characters without spaces', /^\S{1,255}$/))
  .min(1, 'must have at least one pattern')
  .max(8, 'must have at most 8 patterns');
const patterns = (one: typeof pattern) =>
  z
    .strictObject({ includes: one.optional(), excludes: one.optional() })
    .refine(({ includes, excludes }) => includes ?? excludes, 'must say includes or excludes');
/** Triggers are asked about names, `main` and `v1`, which have no refs/ before them. */
const names = pattern.refine(
  (all) => all.every((each) => !each.startsWith('refs/')),
  'must be patterns of names, without refs/heads/ or refs/tags/',
);

const source = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('codeconnections'),
    connectionArn: text(
      'must be the ARN of a CodeConnections connection',
      /^arn:aws[a-z-]*:(codeconnections|codestar-connections):[a-z0-9-]+:\d{12}:connection\/[0-9a-f-]{36}$/,
    ),
    repository: text('must be owner/name', /^[\w.-]+(\/[\w.-]+)+$/),
    branch,
    /** What starts a release, instead of every push to `branch`. Glob patterns. @default - every push to `branch` */
    triggers: z
      .strictObject({
        branches: patterns(names).optional(),
        /** Files of the repository; without `branches`, in pushes to `branch`. */
        paths: patterns(pattern).optional(),
        tags: patterns(names).optional(),
      })
      .refine(({ branches, paths, tags }) => branches ?? paths ?? tags, 'must name branches, paths or tags')
      .optional(),
  }),
  z.strictObject({
    kind: z.literal('s3'),
    bucket: text('must be a bucket name', /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
    key: text('must be the key of a zip object', /\.zip$/),
    /** The key of KMS that the bucket encrypts with. Its policy must let the pipeline's role decrypt. @default - none of your own */
    keyArn: text('must be the ARN of a key of KMS', /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/).optional(),
  }),
  z.strictObject({
    kind: z.literal('codecommit'),
    repository: text('must be a CodeCommit repository name', /^[\w.-]{1,100}$/),
    branch,
  }),
]);

const target = z.strictObject({
  account,
  region,
  /** Address range of the VPC, /16 to /24. */
  cidr: z.string(),
  /** Availability zones of the region, at least two (ZT-02); each costs one network interface per interface endpoint. */
  zones: z.array(z.string()),
  /** For a region that is not in the table of `lib/contract/s3-prefix-lists.ts`. */
  s3PrefixListId: text('must be a prefix list id like pl-63a5400a', /^pl-[0-9a-f]{8,17}$/).optional(),
});

/** A text or a list of them, as policies have it. */
const texts = z.custom<string | readonly string[]>(
  (value) => [value].flat().every((each) => typeof each === 'string') && [value].flat().length > 0,
  'must be a text or a list of texts',
);

/** A statement of an organization that refuses something, as AWS writes it. What it would allow is narrower here already. */
const denial = z.strictObject({
  Sid: text('must be letters and digits', /^[A-Za-z0-9]+$/).optional(),
  Effect: z.literal('Deny', 'must be "Deny": what endpoints allow is this account alone (ZT-03)'),
  Principal: z.literal('*', 'must be "*": put who is meant into the Condition'),
  Action: texts,
  Resource: texts,
  Condition: z.record(z.string(), z.record(z.string(), texts)).optional(),
});

const environment = z.strictObject({
  /** Also the pipeline stage's name and the suffix of every physical name. */
  name: text('must be lower-case letters, digits and single hyphens', /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/),
  /** Whether a person must agree before this environment is deployed. */
  approval: z.enum(['none', 'required']),
  /** Days after which an approval that nobody has answered fails the release. @default 7, as CodePipeline has it */
  approvalExpiresAfterDays: z
    .int('must be a whole number of days')
    .min(1, 'must be at least 1')
    .max(60, 'must be at most 60, which CodePipeline waits at most')
    .default(7),
  /** Disposable data goes with its stack; retained data survives it. */
  data: z.enum(['disposable', 'retained']),
  /** How long the trail bucket keeps the audit record. @default 2192, six years */
  auditRetentionDays: z.int('must be a whole number of days').min(1, 'must be at least 1').default(2192),
  /** How long every log group of the environment keeps its events, in days: one of the values that CloudWatch Logs takes. @default 90 */
  logRetentionDays: z.literal(LOG_RETENTION_DAYS).default(LEAST_LOG_RETENTION_DAYS),
  /** Concurrent executions kept for the workload. @default - none reserved: new accounts have too few to reserve any */
  reservedConcurrency: z.int('must be a whole number').min(1, 'must be at least 1').optional(),
  /** Name of a managed policy that bounds every role of the environment. @default - no boundary */
  permissionsBoundary: text('must be the name of a managed policy', /^[\w+=,.@-]{1,128}$/).optional(),
  /**
   * Whose trail records the management events of the environment's accounts: its own, or another one of all regions there, of
   * another application, another environment or the organization. AWS charges every copy but the first. @default here
   */
  managementEvents: z.enum(['here', 'elsewhere']).default('here'),
  /**
   * What others may make in the environment's VPCs (GuardDuty its endpoint and group, Firewall Manager its groups), and who of the
   * account may reach what is ours (administrators). The validation shows what of it is there, and fails on anything else that no
   * stack of ours has made. @default nothing
   */
  guests: z
    .strictObject({
      /** Services of endpoints by the last part of their names, `guardduty-data`. */
      endpoints: z.array(text('must be a service like guardduty-data', /^[a-z0-9][a-z0-9.-]*$/)).default([]),
      /** Names of security groups; a `*` at the end stands for anything. */
      securityGroups: z
        .array(
          text(
            'must be the name of a security group, with at most a * at its end',
            /^[\w.:/()#@[\]+=&;{}!$-]{3,254}\*?$/,
          ),
        )
        .default([]),
      /** Names of roles, users and groups; a `*` at the end stands for anything. */
      principals: z
        .array(text('must be the name of a role, user or group, with at most a * at its end', /^[\w+=,.@-]{3,64}\*?$/))
        .default([]),
    })
    .prefault({}),
  /**
   * The organization of the environment's accounts, and the statements that it wants in the policy of every endpoint, beside those
   * for this account alone. @default - none wants anything there
   */
  organization: z
    .strictObject({
      id: text('must be the id of an organization like o-a1b2c3d4e5', /^o-[a-z0-9]{10,32}$/),
      endpointPolicy: z.array(denial).min(1, 'must have at least one statement'),
    })
    .optional(),
  /** Who is told of alarms. @default - nobody subscribes to the alarm topic */
  alarmEmail: z.email('must be an e-mail address').optional(),
  tokenize: z
    .strictObject({
      /** Fields of a record that identify a person; a dot descends. */
      fields: z
        .array(text('must be a field name without commas or spaces', /^[^\s,]+$/))
        .min(1, 'must name at least one field')
        .default(['patientId', 'ssn', 'email']),
      /** The key that makes tokens: `current`, or one key's id so that tokens stay the same after a rotation. */
      keyId: text('must be "current" or a key id', /^[\w-]{1,64}$/).default('current'),
    })
    .prefault({}),
  targets: z.array(target).min(1, 'must have at least one target'),
});

/** The shape of `delivery.config.ts`. What fields must hold together is said in `rules/`. */
export const schema = z.strictObject({
  /** Name of the pipeline and of the stack that holds it; also part of every physical name, but for the default application's. */
  application: text('must be lower-case letters, digits and single hyphens', /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/),
  source,
  /** Where the pipeline lives. */
  tools: z.strictObject({ account, region }),
  tags: z.strictObject({ Owner: tagValue, CostCenter: tagValue, extra: z.record(z.string(), tagValue).default({}) }),
  /**
   * Of the bootstrap in every account. One is for one application: its roles trust that application's pipeline and nobody else.
   * @default hnb659fds, the CDK's own
   */
  qualifier: text('must be 1 to 10 lower-case letters and digits', /^[a-z0-9]{1,10}$/).default(CDK_QUALIFIER),
  /** How long evidence of releases is locked: with real accounts, `trial` or `years` must be said; see docs/evidence.md. */
  evidence: z
    .strictObject({
      /** Whether the accounts are to be thrown away: then evidence is held for a day, and an administrator can delete it. */
      trial: z.boolean().default(false),
      /** COMPLIANCE cannot be taken back by anybody. @default COMPLIANCE */
      mode: z.enum(['GOVERNANCE', 'COMPLIANCE']).optional(),
      /** 6 is what 45 CFR 164.316(b)(2)(i) wants. @default - must be said with real accounts, unless `trial` is */
      years: z
        .int('must be a whole number of years')
        .min(1, 'must be at least 1')
        .max(100, 'must be at most 100')
        .optional(),
    })
    .prefault({}),
  /**
   * What people are called as authors of commits, names or addresses, by the names of their sessions with AWS: nobody approves what
   * is his own. Who is called alike in both need not stand here. @default nobody
   */
  people: z
    .record(
      text('must be the name of a session or user', /^[\w+=,.@-]{2,64}$/),
      z
        .array(text('must be a name or an e-mail address, without slashes', /^[^\s/][^/]*$/))
        .min(1, 'must have at least one name or address'),
    )
    .refine((people) => JSON.stringify(people).length <= 2000, 'must have at most 2,000 characters as JSON')
    .default({}),
  /** Who is told of releases: of approvals that are asked for, and of what has failed. */
  notifications: z
    .strictObject({
      /** Addresses that are subscribed to the topic in the tools account. @default - nobody: whoever wants to hear subscribes himself */
      emails: z.array(z.email('must be an e-mail address')).default([]),
    })
    .prefault({}),
  /** In the order in which a release walks through them. */
  environments: z.array(environment).min(1, 'must have at least one environment'),
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
