import { stageToRetry } from '../executions/failed-stage';
import type { OpenApproval } from '../executions/open-approvals';
import { UserError } from '../ground/user-error';
import { LONGEST_COMMENT } from './pages/approvals';
import { executionPath } from './pages/words';
import type { Served } from './served';
import type { PipelineState } from './snapshot';

/** The fields of a form. */
export type Fields = Readonly<Record<string, string>>;

/**
 * What a form asks for is asked of CodePipeline. Answers where the page is that shows what has come of it.
 *
 * @throws {UserError} when CodePipeline does not do it, in its words, or the form is none of ours
 */
export type Act = (fields: Fields, served: Served, state: PipelineState) => Promise<string>;

/** Every form by its address. */
export const ACTS: Readonly<Record<string, Act>> = {
  '/answers': async (fields, { pipeline }, state) => {
    const [stageName, actionName, pipelineExecutionId, token] = ['stage', 'action', 'execution', 'token'].map((name) =>
      said(fields, name),
    );
    const asked = {
      stageName: `${stageName}`,
      actionName: `${actionName}`,
      pipelineExecutionId: `${pipelineExecutionId}`,
      token: `${token}`,
    };
    const status = oneOf(fields, 'answer', ['Approved', 'Rejected']);
    const comment = fields['comment']?.trim() || `${status.toLowerCase()} on the page of bin/delivery serve`;
    if (comment.length > LONGEST_COMMENT)
      throw new UserError(`the comment has ${comment.length} characters: at most ${LONGEST_COMMENT} are kept`);
    refuseForeign((await state.now()).approvals, asked);
    const { pipelineExecutionId: _, ...answered } = asked;
    await pipeline.answer({ ...answered, status, summary: comment });
    return executionPath(asked.pipelineExecutionId);
  },
  '/retries': async (fields, { pipeline }) => {
    const meant = { stageName: said(fields, 'stage'), pipelineExecutionId: said(fields, 'execution') };
    const mode = oneOf(fields, 'mode', ['failed', 'all']);
    const { pipelineExecutionId, stageName } = stageToRetry(await pipeline.stages(), meant);
    await pipeline.retry(pipelineExecutionId, stageName, mode === 'all');
    return executionPath(pipelineExecutionId);
  },
  '/stops': async (fields, { pipeline }) => {
    const execution = said(fields, 'execution');
    const mode = oneOf(fields, 'mode', ['wait', 'abandon']);
    await pipeline.stop(execution, mode === 'abandon', fields['reason']?.trim() || undefined);
    return executionPath(execution);
  },
  '/starts': async (_, { pipeline }) => executionPath(await pipeline.start({ variables: [] })),
  '/transitions': async (fields, { pipeline }) => {
    const stage = said(fields, 'stage');
    const to = oneOf(fields, 'to', ['enabled', 'disabled']);
    await pipeline.transition(stage, to === 'enabled' ? 'enabled' : { disabledBecause: said(fields, 'reason') });
    return '/';
  },
};

/** A token is for one request of one execution. Whose token is not known here, CodePipeline answers. */
const refuseForeign = (open: readonly OpenApproval[], asked: OpenApproval): void => {
  const own = open.find(({ token }) => token === asked.token);
  if (own === undefined || own.pipelineExecutionId === asked.pipelineExecutionId) return;
  throw new UserError(
    `this answer is for execution ${asked.pipelineExecutionId}, and its token for ${own.pipelineExecutionId}: load the page again`,
    { exitCode: 1 },
  );
};

const said = (fields: Fields, name: string): string => {
  const text = fields[name]?.trim() ?? '';
  if (text === '') throw new UserError(`the form says no ${name}: load the page again, and fill it in`);
  return text;
};

const oneOf = <Word extends string>(fields: Fields, name: string, words: readonly Word[]): Word => {
  const found = words.find((word) => word === fields[name]);
  if (found === undefined) throw new UserError(`${name} is ${words.join(' or ')}, got "${fields[name] ?? ''}"`);
  return found;
};
