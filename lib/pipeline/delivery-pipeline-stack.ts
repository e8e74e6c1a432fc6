import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { BuildSpec } from 'aws-cdk-lib/aws-codebuild';
import { CfnPipeline, PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { CodePipeline } from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';
import packageJson from '../../package.json';
import type { DeliveryConfig, EnvironmentConfig } from '../config/schema';
import { stageId, targetProtectionRoleName, targetValidationRoleName, VALIDATION_ROLE } from '../contract/names';
import { acceptLint } from '../stacks/constructs/accept-lint';
import { EncryptedLogGroup } from '../stacks/constructs/encrypted-log-group';
import { LogsKey } from '../stacks/constructs/keys';
import { TargetStage, tagEverything } from '../stages/target-stage';
import { ArtifactStore } from './artifact-store';
import { EvidenceStore } from './evidence-store';
import { narrowGrants } from './narrow-grants';
import { revisionAttribute, sourceFor } from './source';
import { ApproveStep, type ApproveStepProps } from './steps/approve-step';
import { BUILD_ENVIRONMENT } from './steps/build-image';
import { SynthStep } from './steps/synth-step';
import { ValidateStep } from './steps/validate-step';

/**
 * The library writes asset manifests of schema 55 and the newest cdk-assets reads up to 54, which for files and images is
 * the same: without this the real pipeline ends in Assets too. To be removed with the first cdk-assets that reads 55.
 */
const READABLE_MANIFESTS = BuildSpec.fromObject({
  phases: {
    pre_build: {
      commands: [`sed -i.old 's/"version": "55\\./"version": "54./' *.assets.json assembly-*/*.assets.json`],
    },
  },
});

/** What the pipeline is made from. */
export interface DeliveryPipelineStackProps extends StackProps {
  readonly config: DeliveryConfig;
  /** Artifact buckets of the other regions that are deployed to. */
  readonly replication: Readonly<Record<string, IBucket>>;
}

/** The self-mutating pipeline: Source, Build, UpdatePipeline, Assets, then every environment in order. */
export class DeliveryPipelineStack extends Stack {
  private readonly pipeline: CodePipeline;
  private readonly validationRole: Role;
  /** Keeps what every release leaves behind. */
  readonly evidence: EvidenceStore;

  constructor(scope: Construct, id: string, { config, replication, ...props }: DeliveryPipelineStackProps) {
    super(scope, id, props);
    const { account, region } = config.tools;
    const { application } = config;
    const { bucket, accessLogs } = new ArtifactStore(this, 'Store', { application, account, region });
    this.evidence = new EvidenceStore(this, 'Evidence', { application, account, region, accessLogs });
    const logGroup = this.buildLogs(application);
    const source = sourceFor(this, config.source);
    const synth = new SynthStep({ source, cacheBucket: bucket });
    this.pipeline = new CodePipeline(this, 'Pipeline', {
      pipelineName: application,
      pipelineType: PipelineType.V2,
      synth,
      crossRegionReplicationBuckets: { [region]: bucket, ...replication },
      crossAccountKeys: true,
      usePipelineRoleForActions: true,
      publishAssetsInParallel: false,
      useChangeSets: true,
      cliVersion: packageJson.dependencies['aws-cdk'],
      cdkAssetsCliVersion: packageJson.dependencies['cdk-assets'],
      assetPublishingCodeBuildDefaults: { partialBuildSpec: READABLE_MANIFESTS },
      codeBuildDefaults: { buildEnvironment: BUILD_ENVIRONMENT, logging: { cloudWatch: { logGroup } } },
    });
    this.validationRole = this.roleOfValidation(config);
    const commit = source.sourceAttribute(revisionAttribute(config.source));
    let previous: ApproveStepProps['previous'] | undefined;
    for (const environment of config.environments) {
      const answers = this.deploy(config, environment, synth, commit, previous);
      previous = { environment: environment.name, answers };
    }
    this.pipeline.buildPipeline();
    // cfn-lint: the library lets the pipeline wait for its role twice, and joins the ARNs of its deploy actions.
    for (const each of this.pipeline.pipeline.node.findAll().filter(CfnPipeline.isCfnPipeline)) {
      acceptLint(each, ['E3703', 'W3005']);
    }
    narrowGrants(
      this.pipeline,
      Object.values(replication).flatMap(({ encryptionKey: key }) => key?.keyArn ?? []),
    );
    narrowGrants(this.validationRole);
    tagEverything(this, { ...config.tags, Application: application, Environment: 'tools' });
  }

  /** Approval, deployment of all targets, validation; returns what the validations will have answered. */
  private deploy(
    config: DeliveryConfig,
    environment: EnvironmentConfig,
    synth: SynthStep,
    commit: string,
    previous: ApproveStepProps['previous'] | undefined,
  ): readonly string[] {
    const { name, targets } = environment;
    const validations = targets.map(
      (target, index) =>
        new ValidateStep(stageId('Validate', target, index === 0), {
          validation: synth.validation,
          role: this.validationRole,
          partition: this.partition,
          environment: name,
          account: target.account,
          region: target.region,
          protect: environment.data === 'retained',
        }),
    );
    const wave = this.pipeline.addWave(name, {
      pre:
        environment.approval === 'required' && previous
          ? [new ApproveStep({ environment: name, commit, previous })]
          : [],
      post: validations,
    });
    targets.forEach((target, index) => {
      wave.addStage(new TargetStage(this, stageId(name, target, index === 0), config, environment, target));
    });
    return validations.map(({ answers }) => answers);
  }

  /** One encrypted log group for all builds, so that none of them may create its own (ZT-07). */
  private buildLogs(application: string): EncryptedLogGroup {
    const removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    return new EncryptedLogGroup(this, 'BuildLogs', {
      logGroupName: `/delivery/${application}/builds`,
      encryptionKey: new LogsKey(this, 'LogsKey', {
        alias: `alias/${application}-logs`,
        description: `Build logs of ${application}`,
        removalPolicy,
      }),
      removalPolicy,
    });
  }

  private roleOfValidation(config: DeliveryConfig): Role {
    const role = new Role(this, 'ValidationRole', {
      roleName: VALIDATION_ROLE,
      description: 'Validates every environment after its deployment',
      assumedBy: new ServicePrincipal('codebuild.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    });
    new ManagedPolicy(this, 'LookAtTargets', {
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['sts:AssumeRole'],
          resources: config.environments.flatMap(({ name, targets, data }) =>
            targets.flatMap(({ account, region }) =>
              [targetValidationRoleName, ...(data === 'retained' ? [targetProtectionRoleName] : [])].map(
                (roleName) => `arn:${this.partition}:iam::${account}:role/${roleName(name, region)}`,
              ),
            ),
          ),
        }),
      ],
    });
    return role;
  }
}
