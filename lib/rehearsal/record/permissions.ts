import { z } from 'zod';
import {
  type PermissionMode,
  type PermissionRecord,
  permissionReportSchema,
  type RefusedCall,
} from './permission-record';
import type { ActionSummary, Summary } from './summary';

const NOTHING = { calls: 0, refused: [], notJudged: [], identities: [] };

/** The record of an endpoint's report; of one that reports nothing, or was not asked to judge, that nothing was judged. */
export const judgedPermissions = (report: unknown, wanted: PermissionMode, summary: Summary): PermissionRecord => {
  if (wanted === 'off') return { schema: 1, mode: 'off', because: 'it was not asked for', ...NOTHING };
  if (report === undefined) return { schema: 1, mode: 'off', because: 'the endpoint judges none', ...NOTHING };
  const parsed = permissionReportSchema.parse(report);
  const refused = parsed.refused.map((call) => ({ ...call, actions: actionsDuring(call, summary) }));
  return { schema: 1, ...parsed, refused };
};

const withRequests = z.object({ requests: z.looseObject({ schema: z.literal(1) }) });

/** What an endpoint was asked, whole; undefined where it does not tell. */
export const judgedRequests = (report: unknown): unknown => withRequests.safeParse(report).data?.requests;

/** How many calls AWS would have refused. */
export const refusedCalls = ({ refused }: PermissionRecord): number =>
  refused.reduce((sum, { count }) => sum + count, 0);

const BUILD = /\/AWSCodeBuild-[^/]+$/;

/** The actions of the pipeline in which a call was made: those that ran then, of the role that began the chain. */
export const actionsDuring = (
  { origin, first }: Pick<RefusedCall, 'origin' | 'first'>,
  { stages }: Pick<Summary, 'stages'>,
): string[] => {
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
