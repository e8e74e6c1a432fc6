import type { DeliveryConfigInput } from '../../lib/config/schema';

/** The configuration of `delivery-config` with its first environment only: what a gate says of one, it says of three, later. */
const config: DeliveryConfigInput = {
  application: 'zero-trust-delivery',
  source: {
    kind: 'codeconnections',
    connectionArn: 'arn:aws:codeconnections:us-east-1:111111111111:connection/00000000-0000-0000-0000-000000000000',
    repository: 'example/zero-trust-delivery',
    branch: 'main',
  },
  tools: { account: '111111111111', region: 'us-east-1' },
  tags: { Owner: 'platform-team', CostCenter: 'data-platform' },
  environments: [
    {
      name: 'dev',
      approval: 'none',
      data: 'disposable',
      auditRetentionDays: 365,
      targets: [
        { account: '222222222222', region: 'us-east-1', cidr: '10.10.0.0/16', zones: ['us-east-1a', 'us-east-1b'] },
      ],
    },
  ],
};

export default config;
