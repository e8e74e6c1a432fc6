import { Failure } from '../../failure';
import { type Buildspec, isReserved } from './buildspec';
import type { CheckedProject } from './project';

/**
 * Holds a buildspec to what CodeBuild allows for its project.
 *
 * @throws {Failure} when it does not allow something, naming each
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec-ref-syntax
 */
export const checkTogether = ({ env, phases }: Buildspec, { name, environment }: CheckedProject): void => {
  const variables = environment?.environmentVariables ?? [];
  const secrets = variables.filter(({ type = 'PLAINTEXT' }) => type !== 'PLAINTEXT').map((variable) => variable.name);
  const isLambda = environment?.type?.includes('LAMBDA') ?? false;
  const choices = Object.entries(phases).filter(([, phase]) => phase?.['on-failure'] !== undefined);
  const faults = [
    ...variables
      .filter((variable) => isReserved(variable.name ?? ''))
      .map((variable) => `variable ${variable.name}: CODEBUILD_ begins only names of CodeBuild’s own`),
    ...env['exported-variables']
      .filter((exported) => secrets.includes(exported))
      .map((exported) => `env.exported-variables: CodeBuild exports no secret of the project, and ${exported} is one`),
    ...(isLambda
      ? choices.map(([phase]) => `phases.${phase}.on-failure: it is not supported on ${environment?.type}`)
      : []),
  ];
  if (faults.length > 0) throw new Failure(`CodeBuild project ${name} cannot be built: ${faults.join('; ')}`);
};
