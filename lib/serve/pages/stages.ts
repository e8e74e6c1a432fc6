import type { StageState } from '../../executions/pipeline';
import type { ActionSummary, Summary } from '../../rehearsal/record/summary';
import { badge, type Content, type Html, html, shape } from '../../reports/kit';
import { button, field, form } from './form';
import type { Sight } from './sight';
import { elementId, executionLink, lasting, logPath, statusMark, toneOf, wordOf } from './words';

/** What CodePipeline keeps of a reason: https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_DisableStageTransition.html */
const LONGEST_REASON = 300;

const RETRYABLE: ReadonlySet<string | undefined> = new Set(['Failed', 'Stopped']);

/** The pipeline from its source to its last environment: what lets into each stage, and how far its actions are. */
export const stageList = (sight: Sight, expected: ReadonlyMap<string, number>): Html =>
  html`<ol class="stages">${sight.snapshot.stages.map((stage, index) => html`<li>${index > 0 && transition(stage, sight)}${stageCard(stage, sight, expected)}</li>`)}</ol>`;

const transition = (
  { stageName = '', inboundTransitionState, inboundExecutions = [] }: StageState,
  { formKey }: Sight,
): Html => {
  const open = inboundTransitionState?.enabled !== false;
  const id = elementId('transition', stageName, open ? 'open' : 'closed');
  const waiting = inboundExecutions.map(({ pipelineExecutionId = '' }) => html` ${executionLink(pipelineExecutionId)}`);
  const because = html`${badge('unsure', 'Closed')} <bdi>${inboundTransitionState?.disabledReason}</bdi>`;
  const body = open
    ? html`${field(`${id}.reason`, 'reason', 'Why nobody is let in', LONGEST_REASON, true)}${button('Disable', `the transition into ${stageName}`)}`
    : button('Enable', `the transition into ${stageName}`);
  const ask = form({
    to: '/transitions',
    key: formKey,
    id,
    says: { stage: stageName, to: open ? 'disabled' : 'enabled' },
    body,
  });
  return html`<div class="transition${open ? '' : ' closed'}">
${open ? html`<details id="${id}.details" class="slight"><summary>Transition open<span class="unseen"> into ${stageName}</span></summary><div class="inside">${ask}</div></details>` : html`<p>${because}</p>${ask}`}
${waiting.length > 0 && html`<p class="aside">Waits in front:${waiting}</p>`}
</div>`;
};

const stageCard = (stage: StageState, sight: Sight, expected: ReadonlyMap<string, number>): Html => {
  const { stageName = '', latestExecution: latest, actionStates = [] } = stage;
  const release =
    latest?.pipelineExecutionId === undefined ? undefined : sight.releases.find(latest.pipelineExecutionId);
  const waits = sight.snapshot.approvals.some((approval) => approval.stageName === stageName);
  const id = elementId('stage', stageName);
  return html`<article class="stage ${waits ? 'unsure' : toneOf(latest?.status)}" id="${id}" aria-labelledby="${id}.name">
<header><h3 id="${id}.name">${stageName}</h3>${waits ? badge('unsure', 'Waits') : statusMark(latest?.status)}
${latest?.pipelineExecutionId !== undefined && html`<span class="aside">${executionLink(latest.pipelineExecutionId)}</span>`}</header>
<ul class="actions">${actionStates.map(({ actionName = '', latestExecution: action }) =>
    actionLine({
      stageName,
      actionName,
      status: action?.status,
      recorded: actionOf(release, stageName, actionName),
      release,
      expected,
    }),
  )}</ul>
${conditions(stage)}
${retryForm(stage, sight)}
</article>`;
};

/** What a stage demands before its entry and after its end, and how that was found. */
const conditions = (stage: StageState): Content =>
  (
    [
      ['Before entry', stage.beforeEntryConditionState],
      ['On success', stage.onSuccessConditionState],
      ['On failure', stage.onFailureConditionState],
    ] as const
  ).flatMap(([when, state]) => {
    const { status, summary } = state?.latestExecution ?? {};
    return status === undefined
      ? []
      : [html`<p class="aside">${when}: ${statusMark(status)} <bdi>${summary}</bdi></p>`];
  });

/** As the record of a release tells of an action. */
export const actionOf = (
  release: Summary | undefined,
  stageName: string,
  actionName: string,
): ActionSummary | undefined =>
  release?.stages
    .find((stage) => stage.stageName === stageName)
    ?.actions.find((action) => action.actionName === actionName);

interface Line {
  readonly stageName: string;
  readonly actionName: string;
  readonly status: string | undefined;
  readonly recorded: ActionSummary | undefined;
  readonly release: Summary | undefined;
  readonly expected: ReadonlyMap<string, number>;
}

const actionLine = ({ stageName, actionName, status, recorded, release, expected }: Line): Html => {
  const usual = expected.get(`${stageName}/${actionName}`);
  const name: Content =
    release !== undefined && recorded !== undefined
      ? html`<a href="${logPath(release.pipelineExecutionId, stageName, actionName)}">${actionName}</a>`
      : actionName;
  return html`<li class="${toneOf(status)}">${shape(toneOf(status))}<span class="name">${name}<span class="unseen">: ${wordOf(status)}</span></span>
<span class="time">${recorded?.cached !== undefined && html`<span class="aside">CACHED</span> `}${recorded === undefined ? usual !== undefined && html`<span class="aside">usually ${lasting('1970-01-01T00:00:00Z', new Date(usual).toISOString())}</span>` : lasting(recorded.startTime, recorded.endTime, usual)}</span></li>`;
};

/** What came to no good end may run again: what failed of it, or all. */
export const retryForm = (
  { stageName = '', latestExecution: latest }: StageState,
  { formKey }: Sight,
): Html | false => {
  if (!RETRYABLE.has(latest?.status)) return false;
  const execution = latest?.pipelineExecutionId ?? '';
  const of = `of ${stageName}`;
  return form({
    to: '/retries',
    key: formKey,
    id: elementId('retry', execution.slice(0, 8), stageName),
    says: { stage: stageName, execution },
    body: html`<span class="buttons">${button('Retry what failed', of, 'plain', 'mode', 'failed')}${button('Retry all', of, 'plain', 'mode', 'all')}</span>`,
  });
};
