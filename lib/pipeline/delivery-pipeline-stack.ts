import { RemovalPolicy, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import { BuildSpec, mergeBuildSpecs } from 'aws-cdk-lib/aws-codebuild';
import { CfnPipeline, PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { CodePipeline } from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';
import { evidenceRetention, recordDays } from '../config/evidence-retention';
import type { DeliveryConfig } from '../config/schema';
import type { Notice } from '../contract/notifications';
import { acceptLint } from '../stacks/constructs/accept-lint';
import { EncryptedLogGroup } from '../stacks/constructs/encrypted-log-group';
import { LogsKey } from '../stacks/constructs/keys';
import { tagEverything } from '../stages/target-stage';
import { Approver } from './approver';
import { ArtifactBucket } from './artifact-bucket';
import { BuildsInVpc } from './builds-in-vpc';
import { deployEnvironment } from './deploy-environment';
import { EvidenceBucket } from './evidence-bucket';
import { EvidenceCloser } from './evidence-closer';
import { EvidenceReader } from './evidence-reader';
import { keepBuilds } from './keep-builds';
import { lockedTool } from './locked-tool';
import { nameRoles } from './named-roles';
import { narrowGrants } from './narrow-grants';
import { Notifications } from './notifications';
import { ReportGroups } from './report-groups';
import { Revalidation } from './revalidation';
import { allowTagsOfSource, revisionAttribute, sourceFor, triggersFor } from './source';
import type { Approval } from './steps/approve-step';
import { BUILD_ENVIRONMENT, NODE_RUNTIME } from './steps/build-image';
import { SynthStep } from './steps/synth-step';
import { ValidationRole } from './validation-role';

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
  /** What ends by itself, and when people are told. */
  readonly notices: readonly Notice[];
}

/** The self-mutating pipeline: Source, Build, UpdatePipeline, Assets, then every environment in order. */
export class DeliveryPipelineStack extends Stack {
  private readonly pipeline: CodePipeline;
  private readonly validationRole: ValidationRole;
  private readonly reports: ReportGroups;
  private readonly notifications: Notifications;
  /** Keeps what every release leaves behind. */
  readonly evidence: EvidenceBucket;

  constructor(scope: Construct, id: string, { config, replication, notices, ...props }: DeliveryPipelineStackProps) {
    super(scope, id, props);
    const { account, region } = config.tools;
    const { application } = config;
    const store = { application, account, region, accessLogDays: recordDays(config) };
    const { bucket, accessLogs } = new ArtifactBucket(this, 'Store', store);
    this.evidence = new EvidenceBucket(this, 'Evidence', {
      application,
      account,
      region,
      accessLogs,
      retention: evidenceRetention(config),
    });
    const logsKey = this.logsKey(application);
    const logGroup = this.buildLogs(application, logsKey);
    const { signingKey, deadLetters } = new EvidenceCloser(this, 'Closer', {
      application,
      region,
      evidence: this.evidence,
      logsKey,
      people: config.people,
    });
    this.notifications = this.tellPeople(config, logsKey, deadLetters, notices);
    new EvidenceReader(this, 'Reader', { application, region, evidence: this.evidence, signingKey });
    const source = sourceFor(this, config.source, application);
    this.reports = new ReportGroups(this, 'Reports', { application, account, region });
    const evidence = { bucketName: this.evidence.name, region };
    const synth = new SynthStep({ source, cacheBucket: bucket, reports: this.reports, evidence });
    this.pipeline = this.pipelineOf(application, synth, logGroup, { [region]: bucket, ...replication });
    this.validationRole = new ValidationRole(this, 'ValidationRole', { config, evidence: this.evidence });
    this.deployAll(config, synth, source.sourceAttribute(revisionAttribute(config.source)));
    new Revalidation(this, 'Revalidation', { config, evidence: this.evidence, role: this.validationRole, logGroup });
    this.surround(config);
    allowTagsOfSource(config.source, this.pipeline.pipeline.role);
    this.narrow(synth, Object.values(replication), triggersFor(config.source));
    tagEverything(this, { ...config.tags, Application: application, Environment: 'tools' });
  }

  private tellPeople(
    { application, tools, notifications }: DeliveryConfig,
    logsKey: LogsKey,
    deadLetters: IQueue,
    notices: readonly Notice[],
  ) {
    const props = { ...tools, application, logsKey, deadLetters, addresses: notifications.emails, notices };
    return new Notifications(this, 'Notifications', props);
  }

  /** Where the builds of the pipeline that is whole run, and who answers it. */
  private surround({ application, tools: { region, vpc } }: DeliveryConfig): void {
    if (vpc !== undefined) new BuildsInVpc(this, 'BuildsInVpc', vpc);
    const { pipeline } = this.pipeline;
    new Approver(this, 'Approver', { application, region, evidence: this.evidence, pipeline });
  }

  private pipelineOf(
    pipelineName: string,
    synth: SynthStep,
    logGroup: EncryptedLogGroup,
    crossRegionReplicationBuckets: Record<string, IBucket>,
  ): CodePipeline {
    const cli = lockedTool(this.assembly, 'aws-cdk');
    const assets = lockedTool(this.assembly, 'cdk-assets');
    return new CodePipeline(this, 'Pipeline', {
      pipelineName,
      pipelineType: PipelineType.V2,
      synth,
      crossRegionReplicationBuckets,
      crossAccountKeys: true,
      usePipelineRoleForActions: true,
      publishAssetsInParallel: false,
      useChangeSets: true,
      cliVersion: cli.version,
      cdkAssetsCliVersion: assets.version,
      selfMutationCodeBuildDefaults: { partialBuildSpec: cli.buildSpec },
      assetPublishingCodeBuildDefaults: { partialBuildSpec: mergeBuildSpecs(READABLE_MANIFESTS, assets.buildSpec) },
      codeBuildDefaults: {
        buildEnvironment: BUILD_ENVIRONMENT,
        partialBuildSpec: NODE_RUNTIME,
        logging: { cloudWatch: { logGroup } },
      },
    });
  }

  /** Directory of the cloud assembly that is being written. */
  private get assembly(): string {
    const directory = Stage.of(this)?.outdir;
    if (directory === undefined) throw new Error('the pipeline stack belongs to no app');
    return directory;
  }

  /** Every environment in order, with which the pipeline is whole; `commit` is the pipeline's variable for it. */
  private deployAll(config: DeliveryConfig, synth: SynthStep, commit: string): void {
    const by = {
      scope: this,
      pipeline: this.pipeline,
      config,
      validation: synth.validation,
      role: this.validationRole,
      reports: this.reports,
      evidence: { bucketName: this.evidence.name, region: config.tools.region },
      asked: this.notifications.topic,
    };
    let approval: Approval | undefined;
    config.environments.forEach((environment, index) => {
      approval = deployEnvironment({ environment, following: config.environments[index + 1], commit, approval }, by);
    });
    this.pipeline.buildPipeline();
    nameRoles(this.pipeline, config.application, config.tools.region);
  }

  /** What the library grants and writes too widely, once the pipeline is built. */
  private narrow(synth: SynthStep, replicas: readonly IBucket[], triggers: ReturnType<typeof triggersFor>): void {
    keepBuilds(this, synth.buildRole, this.evidence);
    // cfn-lint: the library lets the pipeline wait for its role twice, and joins the ARNs of its deploy actions.
    for (const each of this.pipeline.pipeline.node.findAll().filter(CfnPipeline.isCfnPipeline)) {
      acceptLint(each, ['E3703', 'W3005']);
      if (triggers !== undefined) each.triggers = triggers;
    }
    narrowGrants(
      this.pipeline,
      replicas.flatMap(({ encryptionKey: key }) => key?.keyArn ?? []),
    );
    narrowGrants(this.validationRole);
    this.reports.allow('gate', 'PublishGate', synth.buildRole);
    this.reports.allow('validation', 'PublishValidation', this.validationRole);
  }

  private logsKey(application: string): LogsKey {
    return new LogsKey(this, 'LogsKey', {
      alias: `alias/${application}-logs`,
      description: `Logs of the tools account of ${application}`,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }

  /** One encrypted log group for all builds, so that none of them may create its own (ZT-07). */
  private buildLogs(application: string, encryptionKey: LogsKey): EncryptedLogGroup {
    const removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    return new EncryptedLogGroup(this, 'BuildLogs', {
      logGroupName: `/delivery/${application}/builds`,
      encryptionKey,
      removalPolicy,
    });
  }
}
