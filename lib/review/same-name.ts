import { own } from '../ground/json';
import { isSame } from './json';
import { propertiesOf, type ReviewedTemplate, typeOf } from './template';

/** What holds data and has a name that nobody else may have, with the property that gives it. */
const NAMED_BY: Readonly<Record<string, string>> = {
  'AWS::CloudTrail::Trail': 'TrailName',
  'AWS::CodeCommit::Repository': 'RepositoryName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::ECR::Repository': 'RepositoryName',
  'AWS::Kinesis::Stream': 'Name',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::OpenSearchService::Domain': 'DomainName',
  'AWS::RDS::DBCluster': 'DBClusterIdentifier',
  'AWS::RDS::DBInstance': 'DBInstanceIdentifier',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SSM::Parameter': 'Name',
  'AWS::SecretsManager::Secret': 'Name',
};

/** How such a note begins. */
export const NAME_TAKEN = 'its name goes to ';

/**
 * Why a resource cannot give its name to one under another logical id: CloudFormation makes what is new before it deletes what is
 * gone, and "resource names must be unique across all your active stacks" (template reference, custom naming). Undefined where
 * nothing new claims it.
 *
 * Unconfirmed for types that are not in the list: creating a queue or a topic of the same name may be no error.
 */
export const nameTaken = (removed: unknown, before: ReviewedTemplate, after: ReviewedTemplate): string | undefined => {
  const type = typeOf(removed);
  const property = own(NAMED_BY, type);
  const name = property === undefined ? undefined : own(propertiesOf(removed), property);
  if (property === undefined || name === undefined) return undefined;
  const heir = Object.entries(after).find(
    ([logicalId, resource]) =>
      own(before, logicalId) === undefined &&
      typeOf(resource) === type &&
      isSame(own(propertiesOf(resource), property), name),
  );
  return heir && `${NAME_TAKEN}${heir[0]}: CloudFormation makes that first, which fails while this one is there`;
};
