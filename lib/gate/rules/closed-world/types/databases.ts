import { formed, oneOf, text } from '../shape';
import { harmless, judged, judgedPolicy, notAllowed, type PropertyState } from '../state';
import { NAMES_ARE_LABELS } from './because';

/** Properties of tables. */
export const DATABASES: Readonly<Record<string, readonly PropertyState[]>> = {
  'AWS::DynamoDB::Table': [
    judged(
      'ZT-05-TablesGuarded',
      `SSESpecification.SSEEnabled SSESpecification.SSEType SSESpecification.KMSMasterKeyId
       PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled PointInTimeRecoverySpecification.RecoveryPeriodInDays
       DeletionProtectionEnabled`,
      { in: 'target' },
    ),
    judgedPolicy('ZT-05-TablesGuarded', 'ResourcePolicy.PolicyDocument', { in: 'target' }),
    judged('ZT-14-Tags', 'Tags'),
    judged('ZT-15-EnvironmentInNames', 'TableName', { in: 'target' }),
    harmless(
      NAMES_ARE_LABELS,
      text,
      `AttributeDefinitions.AttributeName KeySchema.AttributeName
       GlobalSecondaryIndexes.IndexName GlobalSecondaryIndexes.KeySchema.AttributeName
       LocalSecondaryIndexes.IndexName LocalSecondaryIndexes.KeySchema.AttributeName`,
    ),
    harmless(
      'how items are told apart, in a table or in an index that is encrypted like it',
      formed(/^(S|N|B|HASH|RANGE)$/, 'a kind of key'),
      `AttributeDefinitions.AttributeType KeySchema.KeyType GlobalSecondaryIndexes.KeySchema.KeyType
       LocalSecondaryIndexes.KeySchema.KeyType`,
    ),
    harmless(
      'an index holds a part of its table, under the same key and policy',
      text,
      `GlobalSecondaryIndexes.Projection.ProjectionType GlobalSecondaryIndexes.Projection.NonKeyAttributes
       LocalSecondaryIndexes.Projection.ProjectionType LocalSecondaryIndexes.Projection.NonKeyAttributes`,
    ),
    harmless('whoever reads pays for it, and nobody runs out', oneOf('PAY_PER_REQUEST'), 'BillingMode'),
    notAllowed(
      `KinesisStreamSpecification StreamSpecification ContributorInsightsSpecification ImportSourceSpecification
       ProvisionedThroughput TableClass TimeToLiveSpecification OnDemandThroughput WarmThroughput VectorIndexes
       GlobalSecondaryIndexes.ContributorInsightsSpecification GlobalSecondaryIndexes.ProvisionedThroughput
       GlobalSecondaryIndexes.OnDemandThroughput GlobalSecondaryIndexes.WarmThroughput`,
    ),
  ],
};
