import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { CodePipeline, FileSet } from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';
import type { DeliveryConfig, EnvironmentConfig, TargetConfig } from '../config/schema';
import { stageId } from '../contract/names';
import { wavesOf } from '../contract/waves';
import { waveName } from '../ground/wave';
import { TargetStage } from '../stages/target-stage';
import type { ReportGroups } from './report-groups';
import { type Approval, ApproveStep } from './steps/approve-step';
import { ValidateStep } from './steps/validate-step';
import { ValidationBuild } from './steps/validation-build';
import type { ValidationRole } from './validation-role';

/** One environment's turn in the pipeline. */
export interface Turn {
  readonly environment: EnvironmentConfig;
  /** The environment after it, if any. */
  readonly following: EnvironmentConfig | undefined;
  /** The commit, as a pipeline variable. */
  readonly commit: string;
  /** What a person is asked before it; absent where nobody is. */
  readonly approval: Approval | undefined;
}

/** What every environment is deployed and validated with. */
export interface Delivering {
  /** The stack of the pipeline. */
  readonly scope: Construct;
  readonly pipeline: CodePipeline;
  readonly config: DeliveryConfig;
  /** What validates. */
  readonly validation: FileSet;
  readonly role: ValidationRole;
  readonly reports: ReportGroups;
  readonly evidence: { readonly bucketName: string; readonly region: string };
  /** Hears that somebody is asked. */
  readonly asked: ITopic;
}

/** Approval, deployment of all targets, validation; returns what a person is asked before the following environment. */
export const deployEnvironment = (turn: Turn, by: Delivering): Approval | undefined => {
  const { environment, following, commit, approval } = turn;
  const { name, targets } = environment;
  const next = following?.approval === 'required' ? following : undefined;
  const build = buildOf(environment, next, by);
  const placed = targets.map((target, index) => ({ target, index }));
  const waves = wavesOf(placed).map((wave, index) =>
    addWave(waveName(name, index), wave, { environment, build, by, approval: index === 0 ? approval : undefined }),
  );
  if (next === undefined) return undefined;
  return {
    commit,
    environment: next,
    previous: { name, targets: targets.length },
    validations: waves.at(-1) ?? [],
    evidence: by.evidence,
    asked: by.asked,
  };
};

const buildOf = (environment: EnvironmentConfig, next: EnvironmentConfig | undefined, by: Delivering) =>
  new ValidationBuild({
    role: by.role.forBuild(),
    partition: by.role.stack.partition,
    application: by.config.application,
    environment: environment.name,
    targets: environment.targets,
    logRetentionDays: environment.logRetentionDays,
    guests: environment.guests,
    organization: environment.organization?.id,
    next,
    evidence: by.evidence,
    reports: by.reports,
    protect: environment.data === 'retained',
  });

/** Whole targets, which nothing of another execution comes between; answers their validations. */
const addWave = (
  id: string,
  wave: readonly { readonly target: TargetConfig; readonly index: number }[],
  {
    environment,
    build,
    by,
    approval,
  }: Pick<Turn, 'environment' | 'approval'> & { readonly build: ValidationBuild; readonly by: Delivering },
): readonly ValidateStep[] => {
  const { name } = environment;
  const post = wave.map(({ target, index }) => {
    const { validation } = by;
    return new ValidateStep(stageId('Validate', target, index === 0), {
      validation,
      build,
      environment: name,
      target,
      index,
    });
  });
  const added = by.pipeline.addWave(id, { pre: approval ? [new ApproveStep(approval)] : [], post });
  for (const { target, index } of wave) {
    added.addStage(new TargetStage(by.scope, stageId(name, target, index === 0), by.config, environment, target));
  }
  return post;
};
