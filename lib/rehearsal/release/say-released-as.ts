import { DETACHED } from '../git/workspace';
import { timestamp } from '../progress';
import type { OpenContext } from '../site/open-context';

/** What the sentence is made of. */
type Released = Pick<OpenContext, 'workspace' | 'revision' | 'emit'>;

/** Says that HEAD is pushed as the branch of the source, where it is called otherwise here; a revision that was named says it itself. */
export const sayReleasedAs = async ({ workspace, revision, emit }: Released, branch: string): Promise<void> => {
  const own = revision === undefined ? await workspace.branch() : undefined;
  if (own === undefined || own === branch) return;
  const text = `${own === DETACHED ? 'a detached HEAD' : `branch ${own}`} is released as ${branch}`;
  emit({ type: 'note', time: timestamp(), text });
};
