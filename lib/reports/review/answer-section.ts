import { executionUrl } from '../../contract/console-url';
import type { DecisionFacts, ReleaseFacts } from '../../contract/release-facts';
import type { Review } from '../../contract/review';
import { counted } from '../../ground/counted';
import { badge, type Content, code, details, facts, html, link, minuteOf, nothing, type Section, table } from '../kit';

/** How this is answered, and what was answered here before; undefined where no execution waits for an answer. */
export const answerSection = ({ scope, release }: Review): Section | undefined => {
  const { environment } = scope;
  if (environment === undefined || release?.pipelineExecutionId === undefined) return undefined;
  return {
    id: 'answer',
    heading: 'Answer',
    body: [...waysToAnswer(environment, release, release.pipelineExecutionId), earlier(environment, release)],
  };
};

/** On AWS a person answers in the console; in a rehearsal only by a command. */
const waysToAnswer = (environment: string, { pipeline, rehearsed }: ReleaseFacts, id: string): readonly Content[] => {
  const place = pipeline === undefined || rehearsed ? '' : ` --pipeline ${pipeline.name} --region ${pipeline.region}`;
  const command = (word: string) => code(`bin/delivery ${word} ${environment}${place} --execution ${id} --comment '…'`);
  const commands = facts([
    { name: rehearsed ? 'Approve, in the rehearsal' : 'Approve', value: command('approve') },
    { name: rehearsed ? 'Reject, in the rehearsal' : 'Reject', value: command('reject') },
  ]);
  if (pipeline === undefined || rehearsed) return [commands];
  return [
    html`<p>In the console: ${link(executionUrl(pipeline.region, pipeline.name, id), 'CodePipeline, this execution')}</p>`,
    details({ summary: 'By a command', slight: true, body: commands }),
  ];
};

const earlier = (environment: string, { decisions, rehearsed }: ReleaseFacts) => {
  if (decisions === undefined) return nothing(`Earlier decisions on ${environment} are not known.`);
  const [newest] = decisions;
  if (newest === undefined)
    return nothing(
      `Nobody has decided about ${environment} before, as far as ${rehearsed ? 'this rehearsal' : 'CodePipeline'} remembers.`,
    );
  const last = html`${newest.decision.toLowerCase()} last on ${minuteOf(newest.time)} by ${whoOf(newest)}`;
  return details({
    slight: true,
    summary: html`<span>${counted(decisions.length, 'earlier decision')} on ${environment}: ${last}</span>`,
    body: tableOf(environment, decisions),
  });
};

const tableOf = (environment: string, decisions: readonly DecisionFacts[]) =>
  table({
    caption: `Earlier decisions on ${environment}`,
    quiet: true,
    columns: [
      { heading: 'When', kind: 'narrow' },
      { heading: 'Decision', kind: 'narrow' },
      { heading: 'By', kind: 'wide' },
      { heading: 'Comment', kind: 'wide' },
      { heading: 'Release', kind: 'wide' },
    ],
    rows: decisions.map((each) => ({ cells: cellsOf(each) })),
    empty: 'Nobody.',
  });

/** Who decided: of an assumed role's session the last part is a person's name. */
const whoOf = ({ by }: DecisionFacts): Content =>
  by === undefined
    ? html`<span class="aside">nobody that CodePipeline names</span>`
    : html`<bdi>${by.split('/').at(-1)}</bdi>`;

const cellsOf = ({ time, decision, by, comment, pipelineExecutionId }: DecisionFacts) => [
  minuteOf(time),
  badge(decision === 'Approved' ? 'good' : 'bad', decision),
  by === undefined ? html`<span class="aside">unknown: CodePipeline names nobody</span>` : html`<bdi>${by}</bdi>`,
  html`<bdi>${comment ?? ''}</bdi>`,
  code(pipelineExecutionId),
];
