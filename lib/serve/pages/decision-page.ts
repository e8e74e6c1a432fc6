import type { OpenApproval } from '../../executions/open-approvals';
import { type Content, facts, type Html, html, link, nothing } from '../../reports/kit';
import { answerForm, reviewsFor } from './approvals';
import { type Changes, patchOf, sinceOf } from './changes-page';
import { framed } from './frame';
import type { PastExecution } from './history';
import { notRehearsedFact } from './not-rehearsed';
import type { Sight } from './sight';
import { executionPath } from './words';

/** What an approval says of itself. */
export interface ApprovalWords {
  readonly message: string | undefined;
  readonly link: string | undefined;
}

/** One approval, with the page to decide from beside the answer. */
export const decisionPage = (
  sight: Sight,
  past: PastExecution,
  approval: OpenApproval,
  words: ApprovalWords,
  changes: Changes,
): string => {
  const { stageName, actionName, pipelineExecutionId: id } = approval;
  const reviews = reviewsFor(sight, approval);
  return framed({
    title: sight.served.pipeline.name,
    head: {
      kind: html`${actionName} of <a href="${executionPath(id)}">execution ${id.slice(0, 8)}</a>`,
      tone: 'unsure',
      word: `${stageName} waits for you`,
      because: html`${reviews.map(({ says }) => html`<strong><bdi>${says}</bdi></strong><br>`)}<bdi>${past.subject}</bdi>`,
      facts: facts([
        {
          name: 'Commit',
          value: html`<code>${past.commitId.slice(0, 7)}</code> <a href="${executionPath(id)}/changes">What it changes</a>`,
        },
        { name: 'Not rehearsed', value: notRehearsedFact(past.release) },
      ]),
    },
    main: html`<div class="deciding"><section id="answer" aria-labelledby="answer-heading"><h2 id="answer-heading">Your answer</h2>${answerForm(approval, sight.formKey)}${askedFacts(words)}</section>
<section id="review" aria-labelledby="review-heading"><h2 id="review-heading">Review</h2>${reviewFrames(id, reviews)}</section>
<section id="patch" aria-labelledby="patch-heading"><h2 id="patch-heading">Changes</h2><p class="lead">${sinceOf(changes)}</p>${patchOf(changes)}</section></div>`,
  });
};

/** Below the answer: on a phone what the review says has to stand on the first screen. */
const askedFacts = ({ message, link: address }: ApprovalWords): Html =>
  facts([
    { name: 'It asks', value: message },
    { name: 'It points to', value: address !== undefined && link(address) },
  ]);

/** Every target's page in a frame of its own: what stands in none is not seen. */
const reviewFrames = (id: string, reviews: ReturnType<typeof reviewsFor>): Content => {
  if (reviews.length === 0) return nothing('This release has recorded no review page.');
  return reviews.map(({ path, says }) => {
    const address = `${executionPath(id)}/reports/${path}`;
    return html`<p>${reviews.length > 1 && html`<bdi>${says}</bdi> `}<a href="${address}">${reviews.length === 1 ? 'Alone on a page' : path}</a></p>
<iframe class="review" title="${path}" src="${address}" sandbox="allow-scripts"></iframe>`;
  });
};

/** What is said where something was not done, or is not there. */
export const messagePage = (sight: Pick<Sight, 'served'>, word: string, because: string): string =>
  framed({
    title: sight.served.pipeline.name,
    head: {
      kind: html`<a href="/">Pipeline ${sight.served.pipeline.name}</a>`,
      tone: 'bad',
      word,
      because: html`<bdi>${because}</bdi>`,
    },
    main: html`<p><a href="/">Back to the pipeline</a></p>`,
  });
