import { Aspects, type IAspect, Lazy, Stack } from 'aws-cdk-lib';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';

type Statement = Readonly<{ Action: string | readonly string[]; Resource: unknown }>;
interface Document {
  readonly Statement: readonly Statement[];
}

/**
 * What the CDK's grants write, and what CodePipeline and CodeBuild call of it.
 * Source: AWS's service role examples in the CodePipeline and CodeBuild user guides.
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
  's3:Abort*': ['s3:AbortMultipartUpload'],
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
      produce: () => narrowed(Stack.of(node).resolve(wide) as Document, this.keysElsewhere),
    });
  }
}

const narrowed = (document: Document, keysElsewhere: readonly string[]): Document => ({
  ...document,
  Statement: document.Statement.flatMap((statement) => {
    const wide = typeof statement.Action === 'string' ? [statement.Action] : statement.Action;
    const actions = isUnused(statement, wide) ? [] : [...new Set(wide.flatMap((action) => NEEDED[action] ?? [action]))];
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

/** Log groups that no build writes to, and the start of any build of the account, which is the pipeline role's to do. */
const isUnused = ({ Resource: resource }: Statement, actions: readonly string[]): boolean =>
  JSON.stringify(resource).includes(':log-group:/aws/codebuild/') ||
  (resource === '*' && actions.includes('codebuild:StartBuild'));
