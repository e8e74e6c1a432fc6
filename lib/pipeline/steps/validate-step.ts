import type { IStage } from 'aws-cdk-lib/aws-codepipeline';
import { CodeBuildAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import {
  type CodePipelineActionFactoryResult,
  FileSet,
  type ICodePipelineActionFactory,
  type ProduceActionOptions,
  Step,
} from 'aws-cdk-lib/pipelines';
import type { ValidationBuild } from './validation-build';

/** Which target is asked. */
export interface ValidateStepProps {
  /** What the job runs. */
  readonly validation: FileSet;
  readonly build: ValidationBuild;
  readonly environment: string;
  /** Position of the target in its environment, from 0. */
  readonly index: number;
  readonly target: {
    readonly account: string;
    readonly region: string;
    readonly managementEvents: 'here' | 'elsewhere';
  };
}

/**
 * Proves on the deployed target that what was promised is true, keeps the proof, and prepares the review of the environment
 * that is decided about next: in the same job, because another one would cost its provisioning on the way.
 */
export class ValidateStep extends Step implements ICodePipelineActionFactory {
  private readonly namespace: string;

  constructor(
    id: string,
    private readonly props: ValidateStepProps,
  ) {
    super(id);
    const { environment, index, validation } = props;
    // Short: an approval names many of them, and CodePipeline takes a thousand characters there.
    this.namespace = `${environment}@Validate${index === 0 ? '' : `-${index + 1}`}`;
    this.addDependencyFileSet(validation);
    this.configurePrimaryOutput(new FileSet('Output', this));
  }

  /** How many checks gave which answer, for whoever decides about the next environment. */
  get answers(): string {
    return this.variable('VALIDATION');
  }

  /** What changes in the next environment, in one line. */
  get changes(): string {
    return this.variable('REVIEW');
  }

  /** Whose record has the review: a roll-back of the next stage is another execution, with the variables of this one. */
  get release(): string {
    return this.variable('RELEASE');
  }

  /** A build of the environment's project for this target. */
  produceAction(stage: IStage, options: ProduceActionOptions): CodePipelineActionFactoryResult {
    const { validation, build, target } = this.props;
    const { actionName, runOrder, artifacts, scope, codeBuildDefaults } = options;
    const project = build.project(target.managementEvents, scope, codeBuildDefaults);
    stage.addAction(
      new CodeBuildAction({
        actionName,
        runOrder,
        project,
        input: artifacts.toCodePipeline(validation),
        outputs: this.primaryOutput === undefined ? [] : [artifacts.toCodePipeline(this.primaryOutput)],
        variablesNamespace: this.namespace,
        environmentVariables: {
          PIPELINE_EXECUTION_ID: { value: '#{codepipeline.PipelineExecutionId}' },
          TARGET_ACCOUNT: { value: target.account },
          TARGET_REGION: { value: target.region },
        },
      }),
    );
    return { runOrdersConsumed: 1, project };
  }

  private variable(name: string): string {
    return `#{${this.namespace}.${name}}`;
  }
}
