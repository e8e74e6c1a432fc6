import {
  cacheOfBucket,
  count,
  flag,
  formed,
  inRelease,
  oneOf,
  ownResource,
  plainVariables,
  resourceOf,
  roleThatDeploys,
  text,
} from '../shape';
import { harmless, held, judged, notAllowed, type PropertyState } from '../state';
import { DESCRIBES, NAMES_ARE_LABELS, SIZES } from './because';

const DEPLOYS = 'ZT-00-PipelineDeploysJudged';
const project = resourceOf('AWS::CodeBuild::Project');

/** Properties of the pipeline and its builds. */
export const PIPELINE: Readonly<Record<string, readonly PropertyState[]>> = {
  'AWS::CodeBuild::Project': [
    held(resourceOf('AWS::IAM::Role'), 'ServiceRole'),
    held(resourceOf('AWS::KMS::Key'), 'EncryptionKey'),
    judged('ZT-00-BuildsRunKnownJobs', 'Artifacts.Type Source.Type Source.Location', { in: 'pipeline' }),
    judged('ZT-00-BuildsRunKnownJobs', 'Source.BuildSpec', {
      shape: formed(/^(?!arn:)/, 'the commands themselves, or a file of the release'),
      in: 'pipeline',
    }),
    held(formed(/^aws\/codebuild\//, 'an image that AWS keeps for CodeBuild'), 'Environment.Image'),
    held(oneOf('CODEBUILD'), 'Environment.ImagePullCredentialsType'),
    held(oneOf(false), 'Environment.PrivilegedMode'),
    held(oneOf('ENABLED'), 'LogsConfig.CloudWatchLogs.Status'),
    held(cacheOfBucket, 'Cache.Location'),
    held(oneOf('S3', 'NO_CACHE'), 'Cache.Type'),
    judged('ZT-00-BuildsInTheirVpc', 'VpcConfig.VpcId VpcConfig.Subnets VpcConfig.SecurityGroupIds', {
      in: 'pipeline',
    }),
    judged('ZT-07-LogGroupsBeforeWriters', 'LogsConfig.CloudWatchLogs.GroupName'),
    judged('ZT-14-Tags', 'Tags'),
    harmless(SIZES, text, 'Environment.ComputeType Environment.Type'),
    harmless(SIZES, count(1, 2160), 'TimeoutInMinutes'),
    harmless(NAMES_ARE_LABELS, text, 'Name'),
    harmless(DESCRIBES, text, 'Description'),
    notAllowed(
      `ResourceAccessRole SecondarySources SourceVersion Triggers SecondaryArtifacts BadgeEnabled
       QueuedTimeoutInMinutes FileSystemLocations SecondarySourceVersions ConcurrentBuildLimit Visibility BuildBatchConfig
       AutoRetryLimit Artifacts.Path Artifacts.ArtifactIdentifier Artifacts.OverrideArtifactName Artifacts.Packaging
       Artifacts.EncryptionDisabled Artifacts.Location Artifacts.Name Artifacts.NamespaceType Source.ReportBuildStatus
       Source.Auth Source.SourceIdentifier Source.GitCloneDepth Source.BuildStatusConfig Source.GitSubmodulesConfig
       Source.InsecureSsl LogsConfig.CloudWatchLogs.StreamName LogsConfig.S3Logs
       Environment.EnvironmentVariables Environment.RegistryCredential Environment.Certificate Environment.Fleet
       Environment.HostKernel Environment.DockerServer Cache.Modes Cache.CacheNamespace`,
    ),
  ],
  'AWS::CodeBuild::ReportGroup': [
    held(oneOf('NO_EXPORT'), 'ExportConfig.ExportConfigType'),
    judged('ZT-14-Tags', 'Tags'),
    harmless('reports of tests lie in CodeBuild and carry no data', oneOf('TEST', 'CODE_COVERAGE'), 'Type'),
    harmless('reports are kept beside the evidence, which has them all', flag, 'DeleteReports'),
    harmless(NAMES_ARE_LABELS, text, 'Name'),
    notAllowed('ExportConfig.S3Destination'),
  ],
  'AWS::CodePipeline::Pipeline': [
    held(resourceOf('AWS::IAM::Role'), 'RoleArn'),
    judged(DEPLOYS, 'ArtifactStores.ArtifactStore.Location', { shape: inRelease('AWS::S3::Bucket'), in: 'pipeline' }),
    judged(DEPLOYS, 'ArtifactStores.ArtifactStore.EncryptionKey.Id', {
      shape: inRelease('AWS::KMS::Key'),
      in: 'pipeline',
    }),
    held(oneOf('KMS'), 'ArtifactStores.ArtifactStore.EncryptionKey.Type'),
    held(oneOf('S3'), 'ArtifactStores.ArtifactStore.Type'),
    judged(DEPLOYS, 'Stages.Actions.RoleArn Stages.Actions.Configuration.RoleArn', {
      shape: roleThatDeploys,
      in: 'pipeline',
    }),
    held(oneOf('AWS'), 'Stages.Actions.ActionTypeId.Owner'),
    judged(DEPLOYS, 'Stages.Actions.ActionTypeId.Category Stages.Actions.ActionTypeId.Provider', { in: 'pipeline' }),
    held(project, 'Stages.Actions.Configuration.ProjectName'),
    held(ownResource('codeconnections', 'codestar-connections'), 'Stages.Actions.Configuration.ConnectionArn'),
    judged('ZT-00-BuildsRunKnownJobs', 'Stages.Actions.Configuration.EnvironmentVariables', {
      shape: plainVariables,
      in: 'pipeline',
    }),
    judged('ZT-00-BuildsRunKnownJobs', 'Stages.Actions.InputArtifacts.Name', { in: 'pipeline' }),
    judged(
      DEPLOYS,
      `Stages.Actions.Configuration.ActionMode Stages.Actions.Configuration.TemplatePath Stages.Actions.OutputArtifacts.Name
       Stages.Actions.Configuration.StackName Stages.Actions.Configuration.ChangeSetName Stages.Actions.Region
       ArtifactStores.Region RestartExecutionOnUpdate`,
      { in: 'pipeline' },
    ),
    judged(
      'ZT-00-PipelineAsksAndProves',
      `Stages.Actions.RunOrder Stages.Actions.Namespace Stages.Actions.Configuration.CustomData
       Stages.Actions.Configuration.ExternalEntityLink`,
      { in: 'pipeline' },
    ),
    judged('ZT-13-PeopleAreTold', 'Stages.Actions.Configuration.NotificationArn', { in: 'pipeline' }),
    harmless(
      'an approval that nobody answers in time fails: nothing is deployed',
      count(5, 86_400),
      'Stages.Actions.TimeoutInMinutes',
    ),
    judged('ZT-14-Tags', 'Tags'),
    harmless(
      'only templates that were judged as they stand are deployed, and the deployment role bounds what they do',
      text,
      'Stages.Actions.Configuration.Capabilities',
    ),
    judged(
      'ZT-00-PipelineReadsItsSource',
      `Stages.Actions.Configuration.FullRepositoryId Stages.Actions.Configuration.BranchName
       Stages.Actions.Configuration.RepositoryName Stages.Actions.Configuration.PollForSourceChanges
       Stages.Actions.Configuration.S3Bucket Stages.Actions.Configuration.S3ObjectKey
       Triggers.ProviderType Triggers.GitConfiguration.SourceActionName
       Triggers.GitConfiguration.Push.FilePaths.Includes Triggers.GitConfiguration.Push.FilePaths.Excludes
       Triggers.GitConfiguration.Push.Branches.Includes Triggers.GitConfiguration.Push.Branches.Excludes
       Triggers.GitConfiguration.Push.Tags.Includes Triggers.GitConfiguration.Push.Tags.Excludes`,
      { in: 'pipeline' },
    ),
    harmless(NAMES_ARE_LABELS, text, 'Name Stages.Name Stages.Actions.Name Stages.Actions.ActionTypeId.Version'),
    harmless('both types run the same stages', oneOf('V1', 'V2'), 'PipelineType'),
    notAllowed(
      `ArtifactStore DisableInboundStageTransitions ExecutionMode Variables Triggers.GitConfiguration.PullRequest
       Stages.Blockers Stages.OnFailure Stages.OnSuccess Stages.BeforeEntry Stages.Actions.Commands
       Stages.Actions.OutputVariables Stages.Actions.EnvironmentVariables
       Stages.Actions.OutputArtifacts.Files Stages.Actions.Configuration.*`,
    ),
  ],
};
