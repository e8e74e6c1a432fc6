/** What a resource costs by being there, in USD a month of 730 hours in us-east-1; free tiers are left out. */
export interface Price {
  readonly type: string;
  readonly unit: string;
  /** In the first month. */
  readonly first: number;
  /** Half a year later, when keys have rotated twice. */
  readonly later: number;
  readonly source: string;
}

/** When somebody last looked these prices up, in stored copies and quotations of the pages they name. */
export const PRICES_AS_OF = '2026-11-23';

const HOURS = 730;

export const PRICES: readonly Price[] = [
  {
    type: 'AWS::EC2::VPCEndpoint',
    unit: 'interface endpoint and zone',
    first: 0.01 * HOURS,
    later: 0.01 * HOURS,
    source: 'https://aws.amazon.com/privatelink/pricing/',
  },
  {
    // The first and the second rotation add a dollar each, later ones nothing.
    type: 'AWS::KMS::Key',
    unit: 'key',
    first: 1,
    later: 3,
    source: 'https://aws.amazon.com/kms/pricing/',
  },
  {
    type: 'AWS::SecretsManager::Secret',
    unit: 'secret',
    first: 0.4,
    later: 0.4,
    source: 'https://aws.amazon.com/secrets-manager/pricing/',
  },
  {
    type: 'AWS::CloudWatch::Alarm',
    unit: 'alarm on one metric',
    first: 0.1,
    later: 0.1,
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
];
