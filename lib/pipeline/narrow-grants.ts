import { Aspects, type IAspect, Lazy, Stack } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

type Statement = Readonly<{ Action: string | readonly string[]; Resource: unknown }>;
interface Document {
  readonly Statement: readonly Statement[];
}

/**
 * What the CDK's grants write, and what CodePipeline and CodeBuild call of it. What of this no request of a rehearsal needs
 * is in `bin/justified-permissions.ts`.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-service-role.html
 */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  's3:GetObject*': ['s3:GetObject', 's3:GetObjectVersion'],
  's3:GetBucket*': ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning'],
  's3:List*': ['s3:ListBucket'],
  's3:DeleteObject*': [],
  's3:PutObjectLegalHold': [],
  's3:PutObjectRetention': [],
  's3:PutObjectTagging': [],
  's3:PutObjectVersionTagging': [],
  's3:Abort*': [],
  's3:PutObjectVersionAcl': [],
  'kms:GenerateDataKey*': ['kms:GenerateDataKey'],
  'kms:ReEncrypt*': ['kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  // A connection's ARN decides which of its two names counts, and new ones have the second.
  'codestar-connections:UseConnection': ['codestar-connections:UseConnection', 'codeconnections:UseConnection'],
  // Every build writes to one log group of ours and to no report group (ZT-07).
  'logs:CreateLogGroup': [],
  'codebuild:CreateReportGroup': [],
  'codebuild:CreateReport': [],
  'codebuild:UpdateReport': [],
  'codebuild:BatchPutTestCases': [],
  'codebuild:BatchPutCodeCoverages': [],
};

/** Who needs what the others do not, by the path of his policy; `writes` where the statement lets him write into the bucket. */
const ONLY: Readonly<Record<string, (path: string, writes: boolean) => boolean>> = {
  // CodePipeline looks whether a store or a source has versions.
  's3:GetBucketVersioning': (path) => isPipelines(path),
  // Build looks for its cache by prefix; of a source bucket nobody says what CodePipeline looks at.
  's3:ListBucket': (path, writes) => path.includes('/Build/') || (isPipelines(path) && !writes),
};

const isPipelines = (path: string): boolean => path.endsWith('/Pipeline/Role/DefaultPolicy/Resource');

/**
 * Replaces the wildcards in the policies that CDK Pipelines writes for its own roles by the actions that are used.
 *
 * @param keysElsewhere ARNs of the artifact keys of other regions, for which the CDK grants the use of every key
 */
export const narrowGrants = (scope: IConstruct, keysElsewhere: readonly string[] = []): void => {
  Aspects.of(scope).add(new NarrowGrants(keysElsewhere));
};

class NarrowGrants implements IAspect {
  private readonly seen = new WeakSet<IConstruct>();

  constructor(private readonly keysElsewhere: readonly string[]) {}

  visit(node: IConstruct): void {
    if (!CfnPolicy.isCfnPolicy(node) || this.seen.has(node)) return;
    this.seen.add(node);
    const wide = node.policyDocument;
    node.policyDocument = Lazy.any({
      produce: () => narrowed(Stack.of(node).resolve(wide) as Document, node.node.path, this.keysElsewhere),
    });
  }
}

const narrowed = (document: Document, path: string, keysElsewhere: readonly string[]): Document => ({
  ...document,
  Statement: document.Statement.flatMap((statement) => {
    const wide = typeof statement.Action === 'string' ? [statement.Action] : statement.Action;
    const needed = isUnused(statement, wide) ? [] : [...new Set(wide.flatMap((action) => NEEDED[action] ?? [action]))];
    const actions = needed.filter((action) => ONLY[action]?.(path, needed.includes('s3:PutObject')) ?? true);
    const [only, ...more] = actions;
    if (only === undefined) return [];
    const resource = actions.every((action) => action.startsWith('kms:'))
      ? onKeys(statement.Resource, keysElsewhere)
      : statement.Resource;
    return [{ ...statement, Action: more.length > 0 ? actions : only, Resource: resource }];
  }),
});

const onKeys = (resource: unknown, keysElsewhere: readonly string[]): unknown => {
  const resources = [resource].flat();
  return resources.includes('*') ? [...resources.filter((each) => each !== '*'), ...keysElsewhere] : resource;
};

/**
 * Log groups that no build writes to, the start of any build of the account, which is the pipeline role's to do, and what the
 * CDK's command line would look at as SelfMutation itself, which becomes the deployment role first.
 */
const isUnused = ({ Resource: resource }: Statement, actions: readonly string[]): boolean =>
  JSON.stringify(resource).includes(':log-group:/aws/codebuild/') ||
  (resource === '*' &&
    ['codebuild:StartBuild', 'cloudformation:DescribeStacks'].some((each) => actions.includes(each)));
