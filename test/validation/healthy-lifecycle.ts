/** A lifecycle rule for all of a bucket. */
export const RULE = { id: 'rule', enabled: true, filtered: false, storageClasses: [] };
/** What the rules of a bucket of records do. */
export const RECORD = [
  {
    ...RULE,
    effects: [
      'objects expire after 365 days',
      'old versions expire after 365 days',
      'incomplete uploads are aborted after 7 days',
    ],
  },
];

const declared = (...Rules: readonly object[]) => ({
  Type: 'AWS::S3::Bucket',
  Properties: { LifecycleConfiguration: { Rules: Rules.map((rule) => ({ Status: 'Enabled', ...rule })) } },
});
const record = declared({
  ExpirationInDays: 365,
  NoncurrentVersionExpiration: { NoncurrentDays: 365 },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
});

/** What the data stack's template says of roles and buckets, and a subscription that is not deployed yet. */
export const DECLARED = {
  Role: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyName: 'only' }] } },
  Mail: { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'email', Endpoint: 'a@example.com' } },
  DataBucket: declared(
    { Transitions: [{ StorageClass: 'INTELLIGENT_TIERING', TransitionInDays: 0 }] },
    { NoncurrentVersionExpiration: { NoncurrentDays: 365 }, ExpiredObjectDeleteMarker: true },
  ),
  TrailBucket: record,
  AccessLogs: record,
};
