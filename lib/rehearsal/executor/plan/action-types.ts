/** Configuration keys that the executor honours. */
export interface ConfigurationRule {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Keys of which only some values are known. */
  readonly values?: Readonly<Record<string, readonly string[]>>;
}

/** What the executor knows of an action type: its configuration, and how many artifacts it takes. */
interface ActionTypeRule extends ConfigurationRule {
  /** @default AWS */
  readonly owner?: string;
  readonly inputs: readonly [min: number, max: number];
  readonly outputs: readonly [min: number, max: number];
}

const CODEBUILD: ActionTypeRule = {
  required: ['ProjectName'],
  optional: ['PrimarySource', 'EnvironmentVariables', 'BatchEnabled', 'CombineArtifacts'],
  values: { BatchEnabled: ['false'], CombineArtifacts: ['false'] },
  inputs: [1, 5],
  outputs: [0, 5],
};

/** The format of a source's artifact that is a repository with its history. */
const FULL_CLONE = 'CODEBUILD_CLONE_REF';

/** Whether a source hands out a repository with its history, which CodePipeline gives to builds alone. */
export const isFullClone = ({ OutputArtifactFormat: format }: Readonly<Record<string, string>>): boolean =>
  format === FULL_CLONE;

/**
 * Every action type that can be run, by `Category/Provider`. A key that is not listed is refused by name: an option that
 * is silently ignored would make the rehearsal say less than it seems to.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference.html
 */
export const ACTION_TYPES = {
  'Source/CodeStarSourceConnection': {
    required: ['ConnectionArn', 'FullRepositoryId', 'BranchName'],
    optional: ['DetectChanges', 'OutputArtifactFormat'],
    values: { OutputArtifactFormat: ['CODE_ZIP', FULL_CLONE] },
    inputs: [0, 0],
    outputs: [1, 1],
  },
  'Source/CodeCommit': {
    required: ['RepositoryName', 'BranchName'],
    optional: ['PollForSourceChanges', 'OutputArtifactFormat'],
    values: { OutputArtifactFormat: ['CODE_ZIP', FULL_CLONE] },
    inputs: [0, 0],
    outputs: [1, 1],
  },
  'Source/S3': {
    required: ['S3Bucket', 'S3ObjectKey'],
    optional: ['PollForSourceChanges', 'AllowOverrideForS3ObjectKey'],
    inputs: [0, 0],
    outputs: [1, 1],
  },
  'Source/GitHub': {
    owner: 'ThirdParty',
    required: ['Owner', 'Repo', 'Branch', 'OAuthToken'],
    optional: ['PollForSourceChanges'],
    inputs: [0, 0],
    outputs: [1, 1],
  },
  'Source/ECR': {
    required: ['RepositoryName'],
    optional: ['ImageTag'],
    inputs: [0, 0],
    outputs: [1, 1],
  },
  'Build/CodeBuild': CODEBUILD,
  'Test/CodeBuild': CODEBUILD,
  'Approval/Manual': {
    required: [],
    optional: ['CustomData', 'ExternalEntityLink', 'NotificationArn'],
    inputs: [0, 0],
    outputs: [0, 0],
  },
  'Invoke/Lambda': {
    required: ['FunctionName'],
    optional: ['UserParameters'],
    inputs: [0, 5],
    outputs: [0, 5],
  },
  'Compute/Commands': {
    required: [],
    optional: [],
    inputs: [1, 10],
    outputs: [0, 1],
  },
  'Deploy/S3': {
    required: ['BucketName', 'Extract'],
    optional: ['ObjectKey', 'KMSEncryptionKeyARN', 'CannedACL', 'CacheControl'],
    values: { Extract: ['true', 'false'] },
    inputs: [1, 1],
    outputs: [0, 0],
  },
  'Deploy/CloudFormation': {
    required: ['ActionMode', 'StackName'],
    optional: [
      'Capabilities',
      'ChangeSetName',
      'OutputFileName',
      'ParameterOverrides',
      'RoleArn',
      'TemplateConfiguration',
      'TemplatePath',
    ],
    values: {
      ActionMode: ['CHANGE_SET_EXECUTE', 'CHANGE_SET_REPLACE', 'CREATE_UPDATE', 'DELETE_ONLY', 'REPLACE_ON_FAILURE'],
    },
    inputs: [0, 10],
    outputs: [0, 1],
  },
} as const satisfies Readonly<Record<string, ActionTypeRule>>;

/** An action type that can be run. */
export type ActionType = keyof typeof ACTION_TYPES;

/** Whether a `Category/Provider` can be run. */
export const isActionType = (type: string): type is ActionType => Object.hasOwn(ACTION_TYPES, type);

/** The rule of an action type. */
export const actionTypeRule = (type: ActionType): ActionTypeRule => ACTION_TYPES[type];
