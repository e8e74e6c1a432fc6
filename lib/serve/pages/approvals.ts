import { join } from 'node:path';
import type { OpenApproval } from '../../executions/open-approvals';
import { bullets, type Content, card, type Html, html } from '../../reports/kit';
import { reviewsOf, saidBy } from '../reports';
import { button, field, form } from './form';
import type { Sight } from './sight';
import { elementId, executionLink, executionPath } from './words';

/** What CodePipeline keeps of a comment: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_ApprovalResult.html */
export const LONGEST_COMMENT = 512;

/** Where one approval is decided with its review beside it. */
export const decisionPath = ({ pipelineExecutionId, stageName, actionName }: OpenApproval): string =>
  `${executionPath(pipelineExecutionId)}/decisions/${encodeURIComponent(stageName)}/${encodeURIComponent(actionName)}`;

/** The form by which one request for an approval is answered, by the token of that very request. */
export const answerForm = (approval: OpenApproval, formKey: string): Html => {
  const { stageName, actionName, pipelineExecutionId, token } = approval;
  const id = elementId('answer', pipelineExecutionId.slice(0, 8), stageName, actionName, token.slice(0, 8));
  const of = `${actionName} of ${stageName}`;
  return form({
    to: '/answers',
    key: formKey,
    id,
    says: { stage: stageName, action: actionName, execution: pipelineExecutionId, token },
    body: html`${field(`${id}.comment`, 'comment', 'Comment, kept with the decision', LONGEST_COMMENT)}
<span class="buttons">${button('Approve', of, 'good', 'answer', 'Approved')}${button('Reject', of, 'bad', 'answer', 'Rejected')}</span>`,
  });
};

/** What waits for a person; empty where nothing does. */
export const approvalCards = (sight: Sight, approvals: readonly OpenApproval[]): Html =>
  html`<div id="approvals" data-live>${approvals.length > 0 && html`<h2 class="unseen">Waits for you</h2><div class="cards">${cardsOf(sight, approvals)}</div>`}</div>`;

/** Pages that an approval points to, with what each says first: whoever answers must not have to open one to know. */
export const reviewsFor = ({ releases, snapshot }: Sight, { pipelineExecutionId, stageName }: OpenApproval) => {
  const record = join(releases.directory, pipelineExecutionId);
  const stages = snapshot.stages.flatMap((stage) => stage.stageName ?? []);
  return reviewsOf(record, stageName, stages).map((path) => ({ path, says: saidBy(record, path) ?? path }));
};

const cardsOf = (sight: Sight, approvals: readonly OpenApproval[]): Content =>
  approvals.map((approval) => {
    const { snapshot, served, formKey } = sight;
    const { stageName, actionName, pipelineExecutionId } = approval;
    const found = snapshot.executions.find((each) => each.pipelineExecutionId === pipelineExecutionId);
    const { revisionId = '', revisionSummary = '' } = found?.sourceRevisions?.[0] ?? {};
    return card({
      id: elementId('approval', pipelineExecutionId.slice(0, 8), stageName, actionName),
      tone: 'unsure',
      heading: html`${actionName} of ${stageName}`,
      body: html`<p class="sentence"><bdi>${revisionSummary}</bdi></p>
${reviewsFor(sight, approval).map(({ says }) => html`<p class="sentence"><strong><bdi>${says}</bdi></strong></p>`)}
${bullets([
  html`Commit <code>${revisionId.slice(0, 7)}</code> of execution ${executionLink(pipelineExecutionId)} of ${served.pipeline.name}`,
  html`<a href="${decisionPath(approval)}">Decide with what it changes beside it</a>`,
])}
${answerForm(approval, formKey)}`,
    });
  });
