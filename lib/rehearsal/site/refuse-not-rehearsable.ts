import { join, relative } from 'node:path';
import { messageOf } from '../../ground/message-of';
import { UserError } from '../../ground/user-error';
import { findPipelineStack, type PipelineStack } from '../assembly/pipeline-stack';
import { type AssemblyStack, assemblyStacks } from '../assembly/read-assembly';
import { sourceBehind } from '../executor/actions/codebuild/directories';
import { Failure } from '../executor/failure';
import { shortId } from '../git/commit';
import type { NotRehearsed } from '../record/summary';
import { NotRehearsable, requireRehearsable } from '../rehearsable/rehearsable';
import { pipelineIn } from './installation';
import type { OpenContext } from './open-context';
import type { Prepared } from './prepare';

type Refusing = Pick<OpenContext, 'endpoint' | 'pipeline' | 'partial'>;

/** @throws {NotRehearsable} when something of a synthesized commit cannot be rehearsed, before anything of it is deployed or pushed */
export const refuseNotRehearsable = async (
  { endpoint, pipeline, partial, workspace }: Refusing & Pick<OpenContext, 'workspace'>,
  prepared: Extract<Prepared, { readonly ok: true }>,
): Promise<void> => {
  const { stacks, commit, networks } = prepared;
  // Lines and buildspecs are named from the top of the repository.
  const directory = join(prepared.directory, relative(workspace.prefix, ''));
  const isOurs = endpoint === undefined;
  const synthesis = { stacks, pipeline: pipelineIn(prepared, pipeline), directory, isOurs, networks };
  await requireRehearsable(synthesis, `commit ${shortId(commit.id)}`, partial);
};

/**
 * The same of a cloud assembly that a build has made, as the reason for which the build fails: nothing that it brings was deployed.
 *
 * @returns what stubs stand for
 * @throws {Failure} when something of it cannot be rehearsed
 */
export const failNotRehearsable = async (
  { endpoint, pipeline, partial }: Refusing,
  assembly: string,
): Promise<readonly NotRehearsed[]> => {
  const [stacks, directory] = [assemblyStacks(assembly), sourceBehind(assembly)];
  const synthesis = { stacks, pipeline: pipelineAmong(stacks, pipeline), directory, isOurs: endpoint === undefined };
  try {
    const stubbed = await requireRehearsable(synthesis, BUILT, partial, 'nothing of it was deployed');
    return stubbed.map(({ what: type, why, provided, logicalId = '', dependents = [], path, stack, at }) => {
      const reason = provided === undefined ? why : `${why}, if its condition ${provided} holds`;
      return { type, logicalId, path, stack, reason, ...(at !== undefined && { at }), dependents };
    });
  } catch (error) {
    if (!(error instanceof NotRehearsable)) throw error;
    throw new Failure(messageOf(error).replaceAll(/\n\s*/g, ' '), { cause: error });
  }
};

const BUILT = 'as the build has synthesized it';

/** Assemblies that a build makes need not hold the pipeline. */
const pipelineAmong = (stacks: readonly AssemblyStack[], wanted: string | undefined): PipelineStack | undefined => {
  try {
    return findPipelineStack(stacks, wanted);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
};
