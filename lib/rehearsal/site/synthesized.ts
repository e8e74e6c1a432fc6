import { counted } from '../../ground/counted';
import { type Commit, shortId } from '../git/commit';
import { inPhase } from '../progress';
import type { OpenContext } from './open-context';
import type { Prepared } from './prepare';
import { refuseNotRehearsable } from './refuse-not-rehearsable';

/**
 * The pushed commit's synthesis, told as a phase where it was not needed before.
 *
 * @throws {NotRehearsable} when something of it cannot be rehearsed
 */
export const synthesized = async (context: OpenContext, commit: Commit): Promise<Prepared> => {
  const { prepare, knows, emit } = context;
  const refused = async (value: Prepared): Promise<Prepared> => {
    if (value.ok) await refuseNotRehearsable(context, value);
    return value;
  };
  if (knows(commit)) return refused(await prepare(commit));
  return inPhase(emit, 'synth', `cdk synth of ${shortId(commit.id)}`, async () => {
    const value = await refused(await prepare(commit));
    const detail = value.ok
      ? `${counted(value.stacks.length, 'stack')} of ${shortId(commit.id)}`
      : `${shortId(commit.id)} does not synthesize: the release will say why in its build`;
    return { detail, value };
  });
};
