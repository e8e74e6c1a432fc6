import { approvalKey } from '../../contract/evidence-layout';
import { type ApprovalRecord, approvalRecordSchema } from '../close/approval-record';
import type { RecordedAction, RecordedApproval, RecordedEnvironment, ReleaseRecord } from '../statement';
import { type Discrepancy, finding, findingUnless } from './finding';

/**
 * Every decision was made in this very release, about what was deployed afterwards: an old one, or one of another
 * environment, is none.
 */
export const examineApprovals = (record: ReleaseRecord, json: (name: string) => unknown): readonly Discrepancy[] => [
  ...record.environments.flatMap((environment) =>
    environment.approvals.flatMap((approval, index) => {
      const place = `predicate.environments.${environment.name}.approvals[${index}]`;
      return examineApproval(record, environment, approval, place, json);
    }),
  ),
  ...twice(record),
  ...undecided(record),
];

const examineApproval = (
  record: ReleaseRecord,
  environment: RecordedEnvironment,
  approval: RecordedApproval,
  place: string,
  json: (name: string) => unknown,
): readonly Discrepancy[] => {
  const action = record.actions.find(({ actionExecutionId: id }) => id === approval.actionExecutionId);
  if (action === undefined || action.stage !== environment.name || action.category !== 'Approval') {
    const because = `${approval.actionExecutionId} is no approval of ${environment.name} in this release`;
    return [finding('contradictory', place, because)];
  }
  const written = approvalRecordSchema.safeParse(json(approval.record.name));
  const expected = approvalKey(environment.name, approval.actionExecutionId);
  const { name } = approval.record;
  return [
    ...findingUnless(name === expected, 'contradictory', place, `its record is ${name}, where ${expected} belongs`),
    ...(written.success
      ? contradictions(record, environment, approval, written.data, action)
      : [finding('contradictory', name, 'it is no record of a decision')]),
    ...late(record, environment, approval, place),
    ...unseen(environment, approval, place),
  ];
};

/** The action's status that belongs to a decision, and whether a person made it; undefined where CodePipeline may not say. */
const MEANS: Readonly<Record<RecordedApproval['decision'], { readonly status: string; readonly person?: boolean }>> = {
  Approved: { status: 'Succeeded' },
  Rejected: { status: 'Failed', person: true },
  Expired: { status: 'Failed', person: false },
  Failed: { status: 'Failed', person: false },
  Abandoned: { status: 'Abandoned' },
};

/** The written decision against the signed one and the action it belongs to. */
const contradictions = (
  { pipelineExecutionId, pipeline }: ReleaseRecord,
  { name: environment }: RecordedEnvironment,
  approval: RecordedApproval,
  written: ApprovalRecord,
  action: RecordedAction,
): readonly Discrepancy[] => {
  const { actionExecutionId, decision, by, byAuthor, comment, requestedAt, decidedAt, pages, question, reviewUrl } =
    approval;
  const decided = { pipelineName: pipeline.name, pipelineExecutionId, environment, actionExecutionId, decision };
  const expected = { ...decided, by, byAuthor, comment, requestedAt, decidedAt, question, reviewUrl, pages };
  const differing = Object.entries(expected).find(
    ([field, value]) => JSON.stringify(written[field as keyof typeof expected]) !== JSON.stringify(value),
  );
  const { status, person } = MEANS[decision];
  return [
    ...(differing === undefined ? [] : [finding('contradictory', approval.record.name, differs(written, differing))]),
    ...(person === undefined || person === (by !== null)
      ? []
      : [finding('contradictory', approval.record.name, `it was ${decision} by ${by ?? 'nobody'}`)]),
    ...(action.status === status
      ? []
      : [
          finding(
            'contradictory',
            `actions.${actionExecutionId}`,
            `it is ${action.status}, and the decision was ${decision}`,
          ),
        ]),
  ];
};

const differs = (written: ApprovalRecord, [field, value]: readonly [string, unknown]): string =>
  `its ${field} is ${JSON.stringify(written[field as keyof ApprovalRecord])}, in this release it is ${JSON.stringify(value)}`;

/** A decision comes before the deployment it lets through. */
const late = (
  { actions }: ReleaseRecord,
  { name }: RecordedEnvironment,
  { decidedAt, decision }: RecordedApproval,
  place: string,
): readonly Discrepancy[] => {
  const isNo = MEANS[decision].status === 'Failed';
  const early = actions.find(
    ({ stage, category, startTime }) =>
      stage === name && category !== 'Approval' && (isNo || Date.parse(startTime) < Date.parse(decidedAt)),
  );
  if (early === undefined || retried(actions, name)) return [];
  const because = isNo ? `it was ${decision.toLowerCase()}, and` : `it was decided at ${decidedAt}, and`;
  return [finding('reordered', place, `${because} ${early.stage}/${early.action} ran at ${early.startTime}`)];
};

/** Whoever decided could see the page about every target, as it is kept here. */
const unseen = ({ targets }: RecordedEnvironment, { pages }: RecordedApproval, place: string): readonly Discrepancy[] =>
  targets
    .flatMap(({ review }) => review?.page ?? [])
    .filter(({ name, sha256 }) => !pages.some((page) => page.name === name && page.sha256 === sha256))
    .map(({ name }) => finding('contradictory', place, `${name} was not there when it was decided`));

/** A retried stage has asked more than once; which run followed which decision is then CodePipeline's to know. */
const retried = (actions: readonly RecordedAction[], stage: string): boolean => {
  const names = actions.filter((action) => action.stage === stage).map(({ action }) => action);
  return new Set(names).size !== names.length;
};

const twice = ({ environments }: ReleaseRecord): readonly Discrepancy[] => {
  const ids = environments.flatMap(({ approvals }) => approvals.map(({ actionExecutionId: id }) => id));
  return ids
    .filter((id, index) => ids.indexOf(id) !== index)
    .map((id) => finding('contradictory', 'predicate.environments', `the decision ${id} is there twice`));
};

/** Every approval that the release ran has its decision. */
const undecided = ({ actions, environments }: ReleaseRecord): readonly Discrepancy[] => {
  const decided = new Set(environments.flatMap(({ approvals }) => approvals.map(({ actionExecutionId: id }) => id)));
  return actions
    .filter(
      ({ category, status, actionExecutionId: id }) =>
        category === 'Approval' && status !== 'InProgress' && !decided.has(id),
    )
    .map(({ stage, action, actionExecutionId: id }) =>
      finding('missing', approvalKey(stage, id), `${stage}/${action} was decided, and nobody wrote it down`),
    );
};
