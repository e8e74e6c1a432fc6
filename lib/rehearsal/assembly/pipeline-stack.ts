import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { UserError } from '../../ground/user-error';
import type { AssemblyStack } from './read-assembly';

/** The stack that holds the pipeline, with the names of the pipeline's stages as the template states them. */
export interface PipelineStack extends AssemblyStack {
  readonly logicalId: string;
  readonly stageNames: readonly string[];
  /** `STAGE/ACTION` of every action. */
  readonly actionNames: readonly string[];
}

const PIPELINE = 'AWS::CodePipeline::Pipeline';

const templateSchema = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown().optional() })).default({}),
});

const pipelineSchema = z.object({
  Stages: z.array(z.object({ Name: z.string(), Actions: z.array(z.object({ Name: z.string() })).default([]) })),
});

/**
 * The one top-level stack with a CodePipeline, or the one called `wanted`.
 * @throws {UserError} when there is none or when it would be a guess
 */
export const findPipelineStack = (stacks: readonly AssemblyStack[], wanted?: string): PipelineStack => {
  const found = stacks.filter((stack) => stack.topLevel).flatMap(pipelinesOf);
  const chosen = wanted === undefined ? found : found.filter((stack) => stack.id === wanted);
  const [first, ...others] = chosen;
  if (first !== undefined && others.length === 0) return first;
  const ids = found.map((stack) => stack.id).join(', ');
  if (found.length === 0) {
    const names = stacks.map((stack) => stack.id).join(', ') || 'none';
    throw new UserError(
      `the app has no top-level stack with an ${PIPELINE} (its stacks: ${names}): there is nothing to rehearse`,
    );
  }
  if (chosen.length === 0)
    throw new UserError(`--pipeline ${wanted}: no stack with a pipeline has that name, there is ${ids}`);
  throw new UserError(`the app has several stacks with a pipeline: choose one of ${ids} with --pipeline`);
};

const pipelinesOf = (stack: AssemblyStack): readonly PipelineStack[] => {
  const template = templateSchema.parse(JSON.parse(readFileSync(stack.templateFile, 'utf8')));
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === PIPELINE)
    .map(([logicalId, resource]) => {
      const stages = pipelineSchema.safeParse(resource.Properties);
      const known = stages.success ? stages.data.Stages : [];
      const actionNames = known.flatMap(({ Name: stage, Actions }) => Actions.map(({ Name }) => `${stage}/${Name}`));
      return { ...stack, logicalId, stageNames: known.map((stage) => stage.Name), actionNames };
    });
};
