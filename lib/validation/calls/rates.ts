/** How often one API may be called, per account and region: a bucket that holds `burst` tokens and refills by `perSecond`. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

const steady = (perSecond: number): Rate => ({ perSecond, burst: perSecond });

/**
 * Rates that AWS documents, by service and operation as the SDK names them; `*` stands for the service's other operations.
 *
 * - CloudWatch Logs: 10, 25 and 5 calls a second, "CloudWatch Logs quotas"
 *   (docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html)
 * - KMS: "Request quotas" (docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html)
 * - EC2: 100 tokens and 20 a second for describing, 50 and 10 without filter or page size, "Request throttling"
 *   (docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html); the lower one is taken
 * - CloudTrail: 10 a second, `LookupEvents` 2 (docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html)
 * - Lambda: 100 `GetFunction` a second, 15 for the rest of the control plane
 *   (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html)
 * - SNS: 30 a second for each of its reads (docs.aws.amazon.com/general/latest/gr/sns.html)
 * - CloudWatch: 9 `DescribeAlarms` a second (docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html)
 * - EventBridge: 50 a second (docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html)
 */
const DOCUMENTED: Readonly<Record<string, Readonly<Record<string, Rate>>>> = {
  CloudWatchLogs: {
    DescribeLogGroups: steady(10),
    DescribeLogStreams: steady(25),
    FilterLogEvents: steady(5),
  },
  KMS: { DescribeKey: steady(2_000), ListGrants: steady(100), ListAliases: steady(500), '*': steady(500) },
  EC2: { '*': { perSecond: 10, burst: 50 } },
  CloudTrail: { LookupEvents: steady(2), '*': steady(10) },
  Lambda: { GetFunction: steady(100), Invoke: steady(100), '*': steady(15) },
  SNS: { '*': steady(30) },
  CloudWatch: { DescribeAlarms: steady(9) },
  EventBridge: { '*': steady(50) },
};

/** Where AWS documents no rate (CloudFormation, IAM, S3's bucket settings): what one target needs at once, slowly from then on. */
export const UNDOCUMENTED: Rate = { perSecond: 10, burst: 40 };

/** The documented rate of an operation. @default {@link UNDOCUMENTED} */
export const documentedRate = (service: string, operation: string): Rate => {
  const rates = DOCUMENTED[service];
  return rates?.[operation] ?? rates?.['*'] ?? UNDOCUMENTED;
};

/**
 * What we allow ourselves of a documented rate: nine tenths of it and half of its burst.
 *
 * The tenth is for people and deployments in the same account. The burst is halved because calls that left evenly may arrive
 * bunched: AWS then sees more of them at once than we sent.
 */
export const modest = ({ perSecond, burst }: Rate): Rate => ({
  perSecond: perSecond * 0.9,
  burst: Math.max(1, burst / 2),
});
