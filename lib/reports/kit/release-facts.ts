import { executionUrl } from '../../contract/console-url';
import type { CommitFacts, ReleaseFacts } from '../../contract/release-facts';
import { type Content, type Html, html } from './html';
import { code, link } from './text';

/** Of a page that nobody has told which release it is about. */
export const RELEASE_NOT_KNOWN: ReleaseFacts = { unknown: ['commit and release are not known'] };

/** As many digits as people compare. */
const DIGITS = 8;

/** Which release a page is about: one line below its title, on paper, too. What is not known is left out, or said at its end. */
export const releaseLine = ({
  commit,
  pipelineExecutionId,
  pipeline,
  rehearsed,
  startTime,
  previous,
  unknown = [],
}: ReleaseFacts): Html => {
  const release =
    pipelineExecutionId !== undefined &&
    html`${rehearsed ? 'rehearsed release' : 'release'} ${outside(
      pipeline && !rehearsed ? executionUrl(pipeline.region, pipeline.name, pipelineExecutionId) : undefined,
      pipelineExecutionId,
    )}`;
  const parts: readonly Content[] = [
    commit && commitParts(commit),
    commit?.author !== undefined && html`by <bdi>${commit.author}</bdi>`,
    commit?.branch !== undefined && html`on ${code(commit.branch)}`,
    release,
    startTime !== undefined && minuteOf(startTime),
    previous && html`before it ${previousParts(previous)}`,
    ...unknown.map((text) => html`<bdi>${text}</bdi>`),
  ];
  const said = parts.filter((part) => part !== undefined && part !== false);
  return html`<p class="release">${said.map((part, index) => html`${index > 0 && html`<span class="dot"> · </span>`}<span>${part}</span>`)}</p>`;
};

/** Characters of a subject that a page shows: what it decides about has to stay on the first screen. */
const LONGEST = 120;

const shortened = (subject: string): string => {
  const characters = [...subject];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST).join('')}…` : subject;
};

const commitParts = ({ id, url, subject }: CommitFacts): Html =>
  html`commit ${outside(url, id.slice(0, DIGITS))}${subject !== undefined && html` <strong><bdi>${shortened(subject)}</bdi></strong>`}`;

const previousParts = ({ commit, pipelineExecutionId, time }: NonNullable<ReleaseFacts['previous']>): Html =>
  html`${commit ? outside(commit.url, commit.id.slice(0, DIGITS)) : code(pipelineExecutionId)}${time !== undefined && html` of ${minuteOf(time)}`}`;

/** A name that leads somewhere where its address is one. */
const outside = (url: string | undefined, text: string): Html =>
  url === undefined ? code(text) : link(url, code(text));

/** A time as people read it, in UTC. */
export const minuteOf = (iso: string): Html =>
  html`<time datetime="${iso}">${iso.replace('T', ' ').replace(/(:\d\d)(:\d\d)?(\.\d+)?Z$/, '$1 UTC')}</time>`;
