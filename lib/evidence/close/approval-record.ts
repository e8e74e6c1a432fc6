import * as z from 'zod';
import { approvalKey, REVIEW_PAGE } from '../../contract/evidence-layout';
import { isByAuthor, type People } from '../by-author';
import { decisionSchema, type Part } from '../statement';
import type { ActionFacts, ExecutionFacts } from './facts';
import type { Parts } from './parts';

/** `approvals/<action execution>.json`: a decision of a person, written when it was made. */
export const approvalRecordSchema = z.strictObject({
  schema: z.literal(1),
  pipelineName: z.string(),
  pipelineExecutionId: z.string(),
  environment: z.string(),
  action: z.string(),
  actionExecutionId: z.string(),
  decision: decisionSchema,
  by: z.string().nullable(),
  /** Where the author of the commit has approved it; see `isByAuthor`. */
  byAuthor: z.literal(true).optional(),
  comment: z.string(),
  requestedAt: z.iso.datetime(),
  decidedAt: z.iso.datetime(),
  question: z.string(),
  reviewUrl: z.string().nullable(),
  pages: z.array(z.strictObject({ name: z.string(), sha256: z.string() })),
});

export type ApprovalRecord = Readonly<z.output<typeof approvalRecordSchema>>;

/** What an approval came to; undefined while nobody has decided. Whoever rejects is named; a failure by nobody has a cause, or has timed out. */
const decisionOf = ({ status, updatedBy, error }: ActionFacts): ApprovalRecord['decision'] | undefined => {
  if (status === 'Succeeded') return 'Approved';
  if (status === 'Failed') return updatedBy !== undefined ? 'Rejected' : error === undefined ? 'Expired' : 'Failed';
  return status === 'Abandoned' ? 'Abandoned' : undefined;
};

/** Every decision that was made in an execution so far. */
export const decidedApprovals = ({ actions }: ExecutionFacts): readonly ActionFacts[] =>
  actions.filter((action) => action.category === 'Approval' && decisionOf(action) !== undefined);

/** Where a decision lies below its release. */
export const approvalName = ({ stageName, actionExecutionId }: ActionFacts): string =>
  approvalKey(stageName, actionExecutionId);

/** A decision with the pages that lay in the evidence when it is written down. Same facts, same bytes. */
export const approvalRecord = (
  facts: ExecutionFacts,
  action: ActionFacts,
  parts: Parts,
  people: People,
): ApprovalRecord => {
  const { pipelineName, pipelineExecutionId } = facts;
  const { stageName, actionName, actionExecutionId, configuration, status } = action;
  const decision = decisionOf(action);
  if (decision === undefined)
    throw new Error(`approval ${stageName}/${actionName} is ${status}: nobody has decided yet`);
  return {
    schema: 1,
    pipelineName,
    pipelineExecutionId,
    environment: stageName,
    action: actionName,
    actionExecutionId,
    decision,
    by: action.updatedBy ?? null,
    ...(decision === 'Approved' &&
      isByAuthor(action.updatedBy, sourceOf(facts), people) && { byAuthor: true as const }),
    comment: action.summary ?? '',
    requestedAt: action.startTime,
    decidedAt: action.lastUpdateTime,
    question: configuration['CustomData'] ?? '',
    reviewUrl: configuration['ExternalEntityLink'] ?? null,
    pages: pagesOf(stageName, parts),
  };
};

/** What the source says of the commit. */
const sourceOf = ({ actions }: ExecutionFacts): Readonly<Record<string, string>> =>
  actions.find(({ category }) => category === 'Source')?.outputVariables ?? {};

/** The page, and what a retried review left beside it. */
const PAGE = new RegExp(`/${REVIEW_PAGE.replace('.', '(-\\d+)?\\.')}$`);

const pagesOf = (environment: string, { all }: Parts): Part[] =>
  all.filter(({ name }) => name.startsWith(`${environment}/`) && PAGE.test(name));

/** As it lies in the evidence. */
export const writtenRecord = (record: object): Buffer => Buffer.from(`${JSON.stringify(record, undefined, 2)}\n`);
