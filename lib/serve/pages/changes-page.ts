import { code, facts, type Html, html, nothing } from '../../reports/kit';
import type { ServedCommit } from '../served';
import { framed } from './frame';
import type { PastExecution } from './history';
import type { Sight } from './sight';
import { executionPath, moment } from './words';

/** What a commit changes against another one. */
export interface Changes {
  /** Undefined where the remote does not have it. */
  readonly commit: ServedCommit | undefined;
  /** The other one; undefined where it is the commit's parent. */
  readonly since: string | undefined;
  /** Undefined where it is too long. */
  readonly patch: string | undefined;
}

/** What the commit of an execution changes. */
export const changesPage = (sight: Sight, past: PastExecution, changes: Changes): string => {
  const { commit } = changes;
  const written = commit && [
    { name: 'Author', value: commit.author },
    { name: 'Written', value: moment(commit.authorDate) },
  ];
  return framed({
    title: `${past.commitId.slice(0, 7)} · ${sight.served.pipeline.name}`,
    head: {
      kind: html`Commit <bdi>${past.commitId}</bdi> of <a href="${executionPath(past.id)}">execution ${past.id.slice(0, 8)}</a>`,
      tone: 'plain',
      word: commit?.subject ?? past.subject,
      because: sinceOf(changes),
      facts: written && facts(written),
    },
    main: html`<section aria-labelledby="patch-heading"><h2 id="patch-heading">Changes</h2>${patchOf(changes)}</section>`,
  });
};

/** Against what. */
export const sinceOf = ({ since }: Changes): Html =>
  since === undefined ? html`Against its parent` : html`Against ${code(since.slice(0, 7))}, which was released before`;

/** A patch, each line by what it does. */
export const patchOf = ({ commit, patch }: Changes): Html => {
  if (commit === undefined) return nothing('The remote does not have this commit: it was pushed to an earlier one.');
  if (patch === undefined) return nothing(html`It changes more lines than a page shows: ${code('git show')} has them.`);
  if (patch === '') return nothing('It changes no file.');
  const lines = patch.split('\n').map((line) => html`<span class="${lineClass(line)}">${line}\n</span>`);
  return html`<pre class="log patch" tabindex="0" aria-label="Patch">${lines}</pre>`;
};

const META = /^(diff |index |--- |\+\+\+ |new file|deleted file|rename |similarity )/;

const lineClass = (line: string): string => {
  if (META.test(line)) return 'meta';
  if (line.startsWith('@@')) return 'hunk';
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : 'same';
};
