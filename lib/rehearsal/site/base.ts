import { UserError } from '../../ground/user-error';
import { hasPipeline } from '../assembly/pipeline-stack';
import { type Commit, shortId } from '../git/commit';
import type { Workspace } from '../git/workspace';
import { lastWordsOf } from '../toolchain/no-synthesis';
import type { Prepared } from './prepare';

const ANCESTORS = 5;

/** The commit the pipeline is first deployed from, and why when it is not the pushed one. */
export interface Base {
  readonly prepared: Extract<Prepared, { readonly ok: true }>;
  readonly note: string | undefined;
}

/**
 * Chooses the commit from which the pipeline is deployed before the push, as it would be in life: the one asked for; else
 * what is published already, so that unpublished commits change a running pipeline; else the pushed commit itself. A
 * commit that does not synthesize, or to an app without the pipeline, cannot have deployed one: then it is the nearest
 * ancestor that can.
 */
export const chooseBase = async (
  workspace: Workspace,
  pushed: Commit,
  wanted: string | undefined,
  prepare: (commit: Commit) => Promise<Prepared>,
  pipeline?: string,
): Promise<Base> => {
  if (wanted !== undefined) {
    const prepared = await prepare(await workspace.commit(wanted));
    if (!prepared.ok) throw cannotSynthesize(prepared, `--base ${wanted}`);
    return { prepared, note: undefined };
  }
  const published = await workspace.published(pushed);
  if (published !== undefined && published.id !== pushed.id) {
    // The pushed commit is needed as well, for the accounts that are new in it.
    const [prepared] = await Promise.all([prepare(published), prepare(pushed)]);
    const note = `the pipeline is deployed from the published commit ${shortId(published.id)}; the push changes it (--base chooses another)`;
    if (prepared.ok && hasPipeline(prepared.stacks, pipeline)) return { prepared, note };
  }
  const own = await prepare(pushed);
  if (own.ok) return { prepared: own, note: undefined };
  for (let generation = 1; generation <= ANCESTORS; generation += 1) {
    const ancestor = await workspace.ancestor(pushed, generation);
    if (ancestor === undefined) break;
    const prepared = await prepare(ancestor);
    const note = `${shortId(pushed.id)} does not synthesize: the pipeline is deployed from ${shortId(ancestor.id)}, an earlier commit that does`;
    if (prepared.ok && hasPipeline(prepared.stacks, pipeline)) return { prepared, note };
  }
  throw cannotSynthesize(own, `${shortId(pushed.id)}, like the commits before it,`);
};

const cannotSynthesize = ({ output, wrong }: Extract<Prepared, { readonly ok: false }>, subject: string): UserError =>
  wrong === undefined
    ? new UserError(`${subject} does not synthesize, so there is no pipeline to push to:\n${lastWordsOf(output)}`, {
        exitCode: 1,
      })
    : new UserError(wrong);
