import { z } from 'zod';
import { PERMISSION_MODES, type PermissionMode } from '../executor/cloud/cloud';
import type { ActionSummary, Summary } from './summary';

/** The file of a record that says what policies let happen. */
export const PERMISSIONS = 'permissions.json';

const refusedCall = z.object({
  /** ARN of the role or user whose policies were asked. */
  identity: z.string(),
  /** ARN of the session that called, and of the one with which its chain of assumed roles began. */
  session: z.string(),
  origin: z.string(),
  /** As botocore calls it: `s3:PUT`, `kms:Decrypt`. */
  operation: z.string(),
  action: z.string(),
  resource: z.string(),
  /** The end of AWS's message. */
  because: z.string(),
  first: z.string(),
  last: z.string(),
  count: z.int().positive(),
});

const statement = z.object({
  /** Name of an inline policy, ARN of any other. */
  policy: z.string(),
  /** Its Sid, else its number from 1. */
  statement: z.union([z.string(), z.number()]),
  effect: z.string(),
  /** The actions that no request needed, as the statement names them. */
  neverUsed: z.array(z.string()),
  /** The actions that would have been refused without it. */
  refusedWithout: z.array(z.string()),
});

const reportSchema = z.object({
  mode: z.enum(PERMISSION_MODES),
  /** How many requests were judged. */
  calls: z.int(),
  refused: z.array(refusedCall),
  notJudged: z.array(
    z.object({ operation: z.string(), identity: z.string(), because: z.string(), count: z.int().positive() }),
  ),
  identities: z.array(
    z.object({
      arn: z.string(),
      used: z.array(z.object({ action: z.string(), resource: z.string(), count: z.int().positive() })),
      statements: z.array(statement),
    }),
  ),
});

/** `permissions.json`, schema 1: which permissions a rehearsal used, and which calls AWS would have refused. */
export const permissionsSchema = reportSchema.extend({
  schema: z.literal(1),
  /** Why nothing was judged, where the mode is off. */
  because: z.string().optional(),
  /** Each with the actions of the pipeline that ran then, `dev · Validate`. */
  refused: z.array(refusedCall.extend({ actions: z.array(z.string()) })),
});

export type PermissionRecord = Readonly<z.infer<typeof permissionsSchema>>;
export type RefusedCall = PermissionRecord['refused'][number];
export type IdentityPermissions = PermissionRecord['identities'][number];

const NOTHING = { calls: 0, refused: [], notJudged: [], identities: [] };

/** The record of an endpoint's report; of one that reports nothing, or was not asked to judge, that nothing was judged. */
export const judgedPermissions = (report: unknown, wanted: PermissionMode, summary: Summary): PermissionRecord => {
  if (wanted === 'off') return { schema: 1, mode: 'off', because: 'it was not asked for', ...NOTHING };
  if (report === undefined) return { schema: 1, mode: 'off', because: 'the endpoint judges none', ...NOTHING };
  const parsed = reportSchema.parse(report);
  const refused = parsed.refused.map((call) => ({ ...call, actions: actionsDuring(call, summary) }));
  return { schema: 1, ...parsed, refused };
};

/** How many calls AWS would have refused. */
export const refusedCalls = ({ refused }: PermissionRecord): number =>
  refused.reduce((sum, { count }) => sum + count, 0);

const BUILD = /\/AWSCodeBuild-[^/]+$/;

/** The actions of the pipeline in which a call was made: those that ran then, of the role that began the chain. */
const actionsDuring = ({ origin, first }: z.infer<typeof refusedCall>, { stages }: Summary): string[] => {
  const running = stages.flatMap(({ stageName, actions }) =>
    actions
      .filter(({ startTime, endTime }) => startTime <= first && (endTime === null || first <= endTime))
      .map((action) => ({ name: `${stageName} · ${action.actionName}`, action })),
  );
  const own = running.filter(({ action }) => mayHaveBegun(action, origin));
  return (own.length > 0 ? own : running).map(({ name }) => name);
};

const mayHaveBegun = ({ provider, roleArn }: ActionSummary, origin: string): boolean =>
  BUILD.test(origin) ? provider === 'CodeBuild' : origin.split('/')[1] === roleArn.split('/').at(-1);
