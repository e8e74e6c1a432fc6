import { counted } from '../../ground/counted';
import { type Commit, shortId } from '../git/commit';
import { inPhase } from '../progress';
import type { OpenContext } from './open-context';
import type { Prepared } from './prepare';

/** The pushed commit's synthesis, told as a phase where it was not needed before. */
export const synthesized = ({ prepare, knows, emit }: OpenContext, commit: Commit): Promise<Prepared> => {
  if (knows(commit)) return prepare(commit);
  return inPhase(emit, 'synth', `cdk synth of ${shortId(commit.id)}`, async () => {
    const value = await prepare(commit);
    const detail = value.ok
      ? `${counted(value.stacks.length, 'stack')} of ${shortId(commit.id)}`
      : `${shortId(commit.id)} does not synthesize: the release will say why in its build`;
    return { detail, value };
  });
};
