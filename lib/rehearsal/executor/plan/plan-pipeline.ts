import type { PipelineDeclaration } from '../cloud/cloud';
import { Failure } from '../failure';
import { isFullClone } from './action-types';
import { type ArtifactStores, readStores } from './artifact-stores';
import type { Plan } from './plan';
import { planStage } from './plan-stage';

/**
 * Turns a deployed definition into something that can be run, or says what in it cannot.
 *
 * @throws {Failure} when there is something the executor does not know, naming the first: an action type, a configuration key,
 * a stage condition, or a variable without value. CodePipeline would refuse or honour it; leaving it out would rehearse another pipeline.
 */
export const planPipeline = (
  declaration: PipelineDeclaration,
  region: string,
  given: Readonly<Record<string, string>> = {},
): Plan => {
  const pipelineName = declaration.name ?? 'without a name';
  const roleArn = declaration.roleArn;
  if (roleArn === undefined) throw new Failure(`pipeline ${pipelineName} has no role`);
  const stores: ArtifactStores = readStores(declaration, region);
  const stages = (declaration.stages ?? []).map((stage) => planStage(stage, { roleArn, region, stores }));
  if (stages.length === 0) throw new Failure(`pipeline ${pipelineName} has no stages`);
  checkArtifacts(stages);
  return {
    pipelineName,
    roleArn,
    stages,
    stores,
    variables: readVariables(declaration, given),
    fingerprint: JSON.stringify(declaration),
  };
};

/** An input that no earlier action makes would only be noticed in the middle of a release. */
const checkArtifacts = (stages: Plan['stages']): void => {
  const made = new Set<string>();
  const clones = new Set<string>();
  for (const { stageName, actions } of stages) {
    for (const { actionName, provider, inputs, outputs, configuration } of actions.toSorted(
      (a, b) => a.runOrder - b.runOrder,
    )) {
      const missing = inputs.find((input) => !made.has(input));
      if (missing !== undefined) {
        throw new Failure(`action ${stageName}/${actionName} takes artifact ${missing}, which no earlier action makes`);
      }
      const clone = inputs.find((input) => clones.has(input));
      // https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
      if (clone !== undefined && provider !== 'CodeBuild') {
        throw new Failure(
          `action ${stageName}/${actionName} takes artifact ${clone}, a full clone, which only CodeBuild actions can`,
        );
      }
      for (const output of outputs) made.add(output);
      if (isFullClone(configuration)) for (const output of outputs) clones.add(output);
    }
  }
};

const readVariables = (
  declaration: PipelineDeclaration,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (declaration.variables ?? []).map(({ name = '', defaultValue }) => {
      const value = given[name] ?? defaultValue;
      if (value === undefined) {
        throw new Failure(
          `pipeline variable ${name} has no default value: a release that starts from a push cannot give it one, bin/delivery start can`,
        );
      }
      return [name, value];
    }),
  );
