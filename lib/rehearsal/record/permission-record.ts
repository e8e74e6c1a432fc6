import * as z from 'zod/mini';
import type { DeepReadonly } from '../../ground/deep-readonly';

/** A text that says something. */
const words = z.string().check(z.minLength(1));

/** What becomes of a call that AWS would refuse: it is refused, only noted, or nobody asks. */
export const PERMISSION_MODES = ['enforce', 'report', 'off'] as const;
export type PermissionMode = (typeof PERMISSION_MODES)[number];

const times = z.int().check(z.minimum(1));
const instant = words.check(z.describe('ISO 8601, in UTC.'));

const refusedCall = z.object({
  identity: words.check(z.describe('ARN of the role or user whose policies were asked.')),
  session: words.check(z.describe('ARN of the session that called.')),
  origin: words.check(z.describe('ARN of the session with which its chain of assumed roles began.')),
  operation: words.check(z.describe('As botocore calls it: s3:PUT, kms:Decrypt.')),
  action: words.check(z.describe('The IAM action.')),
  resource: words.check(z.describe('The ARN that the action was asked for, or *.')),
  because: words.check(z.describe("The end of AWS's message.")),
  first: instant,
  last: instant,
  count: times,
});

const statement = z.object({
  policy: words.check(z.describe('Name of an inline policy, ARN of any other.')),
  statement: z.union([words, z.number()]).check(z.describe('Its Sid, else its number from 1.')),
  effect: words,
  neverUsed: z.array(words).check(z.describe('The actions that no request needed, as the statement names them.')),
  refusedWithout: z.array(words).check(z.describe('The actions that would have been refused without it.')),
});

const identity = z.object({
  arn: words,
  path: z.optional(words).check(z.describe("Where the CDK made it: its construct's path; absent where it did not.")),
  used: z.array(z.object({ action: words, resource: words, count: times })),
  statements: z.array(statement),
});

/** What an endpoint tells. */
export const permissionReportSchema = z.object({
  mode: z.enum(PERMISSION_MODES).check(z.describe('What became of a call that AWS would refuse.')),
  calls: z.int().check(z.minimum(0), z.describe('How many requests were judged.')),
  refused: z.array(refusedCall),
  notJudged: z.array(z.object({ operation: words, identity: words, because: words, count: times })),
  identities: z.array(identity),
});

/** The one schema gives the type, the reader and `docs/schemas/permissions.schema.json`. */
export const permissionsSchema = z
  .extend(permissionReportSchema, {
    schema: z.literal(1),
    because: z.optional(words).check(z.describe('Why nothing was judged, where the mode is off.')),
    refused: z.array(
      z.extend(refusedCall, {
        actions: z.array(words).check(z.describe('The actions of the pipeline that ran then: dev · Validate.')),
      }),
    ),
  })
  .check(
    z.describe(
      'What policies let happen in a rehearsal: which permissions were used, and which calls AWS would have refused.',
    ),
  );

/** `permissions.json`, schema 1. */
export type PermissionRecord = DeepReadonly<z.infer<typeof permissionsSchema>>;
export type RefusedCall = PermissionRecord['refused'][number];
export type IdentityPermissions = PermissionRecord['identities'][number];

/** The file of a record that says what policies let happen. */
export const PERMISSIONS = 'permissions.json';

/** The file of a record with the requests themselves, and the policies, so that they can be judged again. */
export const REQUESTS = 'requests.json';
