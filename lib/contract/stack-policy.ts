/** Types that a stack policy protects: a promise, which is held to the facts of data-holders.ts. This file imports nothing. */
export const PROTECTED_TYPES = [
  'AWS::CloudTrail::Trail',
  'AWS::DynamoDB::Table',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret',
  'AWS::SQS::Queue',
] as const;

/**
 * Policy of a stack whose data is retained (ZT-15): everything may be changed in place, and nothing that holds state may be
 * replaced or taken out by an update. CloudFormation refuses such an update with a reason, whoever asks for it; it
 * guards against updates only, termination protection guards against deletion.
 */
export const STACK_POLICY = {
  Statement: [
    { Effect: 'Allow', Principal: '*', Action: 'Update:*', Resource: '*' },
    {
      Effect: 'Deny',
      Principal: '*',
      Action: ['Update:Replace', 'Update:Delete'],
      Resource: '*',
      Condition: { StringEquals: { ResourceType: PROTECTED_TYPES } },
    },
  ],
} as const;
