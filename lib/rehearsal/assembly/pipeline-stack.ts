import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { objectAt } from '../../ground/json';
import { UserError } from '../../ground/user-error';
import { type DeclaredNames, declaredNames } from './declared-names';
import { nestedTemplate } from './nested-template';
import type { AssemblyStack } from './read-assembly';

/** The stack that holds the pipeline, with the names of the pipeline's stages as the template states them. */
export interface PipelineStack extends AssemblyStack, DeclaredNames {
  readonly logicalId: string;
  /** Logical ids of the nested stacks that the pipeline lies in, the outermost first. */
  readonly nestedIn: readonly string[];
  /** Construct path of the pipeline's resource, `Delivery/Pipeline/Pipeline/Resource`. */
  readonly path: string;
}

const PIPELINE = 'AWS::CodePipeline::Pipeline';

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.unknown().optional(),
  Metadata: z.object({ 'aws:cdk:path': z.string(), 'aws:asset:path': z.string() }).partial().optional(),
});

/**
 * The one pipeline of an app: that of a top-level stack, else that of a stack inside a stage, which other stages may deploy; or the one
 * whose stack or construct path, or a path above it, is `wanted`.
 * @throws {UserError} when there is none or when it would be a guess
 */
export const findPipelineStack = (stacks: readonly AssemblyStack[], wanted?: string): PipelineStack => {
  const all = allPipelines(stacks);
  const atTop = all.filter((stack) => stack.topLevel);
  const found = wanted === undefined && atTop.length > 0 ? atTop : all;
  const chosen = wanted === undefined ? found : all.filter((each) => isAt(each, wanted));
  const [first, ...others] = chosen;
  if (first !== undefined && others.length === 0) return first;
  if (found.length === 0) {
    const names = stacks.map((stack) => stack.id).join(', ') || 'none';
    throw new UserError(
      `the app has no stack with an ${PIPELINE} (its stacks: ${names}): there is nothing to rehearse`,
    );
  }
  const paths = (first === undefined ? found : chosen).map(shortPath).join(', ');
  if (first === undefined)
    throw new UserError(`--pipeline ${wanted}: no stack or construct with a pipeline has that name, there is ${paths}`);
  const several =
    wanted === undefined ? 'the app has several pipelines' : `--pipeline ${wanted} names several pipelines`;
  throw new UserError(`${several}: choose one of ${paths} with --pipeline`);
};

/** Whether an app has a pipeline, or one at a stack or construct path. */
export const hasPipeline = (stacks: readonly AssemblyStack[], wanted?: string): boolean =>
  allPipelines(stacks).some((each) => wanted === undefined || isAt(each, wanted));

const allPipelines = (stacks: readonly AssemblyStack[]): readonly PipelineStack[] =>
  stacks.flatMap((stack) => pipelinesOf(stack, [stack.templateFile], []));

const isAt = ({ id, path }: PipelineStack, wanted: string): boolean =>
  id === wanted || path === wanted || path.startsWith(`${wanted}/`);

/** As people write it: the CDK's own `Resource` at its end says nothing. */
const shortPath = ({ path }: PipelineStack): string => path.replace(/\/Resource$/, '');

const pipelinesOf = (
  stack: AssemblyStack,
  [templateFile, ...above]: readonly [string, ...string[]],
  nestedIn: readonly string[],
): readonly PipelineStack[] => {
  const template = objectAt(JSON.parse(readFileSync(templateFile, 'utf8')));
  return Object.entries(objectAt(template['Resources'])).flatMap(([logicalId, declared]) => {
    // What is no resource, a loop of a transform for one, holds no pipeline that is known by its name.
    const { data } = resourceSchema.safeParse(declared);
    if (data === undefined) return [];
    const { Type, Properties, Metadata = {} } = data;
    const { 'aws:asset:path': nested, 'aws:cdk:path': path = [stack.id, ...nestedIn, logicalId].join('/') } = Metadata;
    const inner = nestedTemplate(stack, Type, nested, [templateFile, ...above]);
    if (inner !== undefined) return pipelinesOf(stack, [inner, templateFile, ...above], [...nestedIn, logicalId]);
    if (Type !== PIPELINE) return [];
    return [{ ...stack, logicalId, nestedIn, path, ...declaredNames(Properties) }];
  });
};
