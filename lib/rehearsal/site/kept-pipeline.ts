import { UserError } from '../../ground/user-error';
import { accessTo, keptEndpoint } from '../emulator/endpoint';
import type { ExecutorCloud } from '../executor/cloud/cloud';
import { isPipelineGone } from '../executor/failure';
import { timestamp } from '../progress';
import { type Session, updateSession } from '../session/session';
import { type physicalName, pipelineIn } from './installation';
import type { OpenContext } from './open-context';

/** What is asked of a kept emulator. */
export interface KeptCloud {
  readonly getPipeline: ExecutorCloud['getPipeline'];
  /** The name that the pipeline of a stack has now. */
  readonly nameIn: typeof physicalName;
}

/**
 * The pipeline of a kept session: where a release has put another in its place, which is what a new name does, that of the
 * same stack, which the session has from then on.
 *
 * @throws {UserError} when its stack has none any more
 */
export const keptPipeline = async (
  session: Session,
  context: Pick<OpenContext, 'prepare' | 'commit' | 'pipeline' | 'records' | 'emit'>,
  { getPipeline, nameIn }: KeptCloud,
): Promise<string> => {
  const { tools, pipelineName } = session;
  const access = accessTo(keptEndpoint(session), tools);
  try {
    await getPipeline(access, pipelineName);
    return pipelineName;
  } catch (error) {
    if (!isPipelineGone(error)) throw error;
  }
  const prepared = await context.prepare(context.commit);
  const now = prepared.ok
    ? await nameIn(session.endpoint, access, pipelineIn(prepared, context.pipeline)).catch(() => undefined)
    : undefined;
  if (now === undefined) {
    throw new UserError(
      `the kept emulator has no pipeline ${pipelineName} any more, and none of the stack that the commit has it in: end it with bin/delivery down, and rehearse again`,
    );
  }
  context.emit({ type: 'note', time: timestamp(), text: `pipeline ${now} has taken the place of ${pipelineName}` });
  updateSession(context.records, { ...session, pipelineName: now });
  return now;
};
