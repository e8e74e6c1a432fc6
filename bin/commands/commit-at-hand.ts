import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ReleaseFacts } from '../../lib/contract/release-facts';
import { messageOf } from '../../lib/ground/message-of';
import { gitIn } from '../../lib/rehearsal/git/git';
import type { Shell } from './shell';

/**
 * Which commit lies in a directory, and whether something in it has not been committed; no execution deploys it. Where CodeBuild has
 * unpacked it there is no repository, and `CODEBUILD_RESOLVED_SOURCE_VERSION` names the commit (user guide, environment variables).
 */
export const commitAtHand = async ({ env, root }: Pick<Shell, 'env' | 'root'>): Promise<ReleaseFacts> => {
  // Not of a repository further up, which is of something else.
  if (!existsSync(join(root, '.git'))) {
    const id = env['CODEBUILD_RESOLVED_SOURCE_VERSION'];
    return id ? { commit: { id } } : { unknown: ['its commit is not known: there is no git repository'] };
  }
  const git = gitIn(env);
  try {
    const said = await git.users(['log', '-1', '--format=%H%n%s%n%an'], { cwd: root });
    const branch = await git.users(['rev-parse', '--abbrev-ref', 'HEAD'], { cwd: root });
    const changes = await git.users(['status', '--porcelain'], { cwd: root });
    const [id = '', subject = '', author = ''] = said.split('\n');
    const name = branch.trim();
    return {
      commit: { id, subject, author, ...(name !== 'HEAD' && { branch: name }) },
      ...(changes.trim() !== '' && { unknown: ['with changes that are not committed'] }),
    };
  } catch (error) {
    return { unknown: [`its commit is unknown: ${messageOf(error)}`] };
  }
};
