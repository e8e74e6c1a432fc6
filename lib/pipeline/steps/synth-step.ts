import { BuildSpec, Cache, ComputeType } from 'aws-cdk-lib/aws-codebuild';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { CodeBuildStep, type FileSet, type IFileSetProducer } from 'aws-cdk-lib/pipelines';
import { GATE_DIRECTORY, GATE_JUNIT } from '../../contract/gate-report';
import type { ReportGroups } from '../report-groups';
import { BUILD_ENVIRONMENT } from './build-image';

/** What the build works on. */
export interface SynthStepProps {
  readonly source: IFileSetProducer;
  readonly cacheBucket: IBucket;
  /** Where the build leaves what has to be kept. */
  readonly evidence: { readonly bucketName: string; readonly region: string };
  readonly reports: ReportGroups;
}

/**
 * Installs from the lockfile, synthesizes behind the gate, checks and bundles the validation, once.
 *
 * The cache holds npm's download cache, never `node_modules`: npm verifies what it takes from it against the lockfile,
 * so that whoever can write the cache still cannot change what is built.
 */
export class SynthStep extends CodeBuildStep {
  /** What the jobs after a deployment run and judge: programs that need nothing installed, the gate's report, templates. */
  readonly validation: FileSet;

  constructor(props: SynthStepProps) {
    super('Synth', {
      input: props.source,
      buildEnvironment: { ...BUILD_ENVIRONMENT, computeType: ComputeType.MEDIUM },
      env: { PIPELINE_EXECUTION_ID: '#{codepipeline.PipelineExecutionId}' },
      installCommands: ['npm ci --ignore-scripts'],
      // The gate first: it takes seconds, and what it says is what a person has to read.
      commands: ['synth', 'scans', 'check', 'bundle'].map((each) => `npm run --silent ${each}`),
      primaryOutputDirectory: 'cdk.out',
      cache: Cache.bucket(props.cacheBucket, { prefix: 'build-cache' }),
      partialBuildSpec: BuildSpec.fromObject({
        phases: {
          // After a build that failed, too: what the gate said no to is evidence.
          post_build: { commands: [record(props)] },
        },
        reports: props.reports.section('gate', { directory: `cdk.out/${GATE_DIRECTORY}`, file: GATE_JUNIT }),
        cache: {
          key: 'npm-$(codebuild-hash-files package-lock.json)',
          'fallback-keys': ['npm-'],
          paths: ['/root/.npm/**/*'],
        },
      }),
    });
    this.validation = this.addOutputDirectory('.build/validation');
  }

  /** The role as which it runs, once the pipeline has been built. */
  get buildRole(): IRole {
    const { role } = this.project;
    if (role === undefined) throw new Error('the build project has no role');
    return role;
  }
}

const record = ({ evidence: { bucketName, region } }: SynthStepProps): string =>
  `npm run --silent record -- --execution $PIPELINE_EXECUTION_ID --bucket ${bucketName} --region ${region} --succeeding $CODEBUILD_BUILD_SUCCEEDING`;
