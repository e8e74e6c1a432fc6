import type { DeliveryConfigInput } from '../../lib/config/schema';

/**
 * The configuration that tests assert on. Never the repository's own: that one is edited by people, and a release must not
 * fail in its unit tests because it adds an environment.
 */
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
    {
      name: 'staging',
      approval: 'required',
      data: 'disposable',
      auditRetentionDays: 365,
      targets: [
        { account: '333333333333', region: 'us-east-1', cidr: '10.20.0.0/16', zones: ['us-east-1a', 'us-east-1b'] },
      ],
    },
    {
      name: 'prod',
      approval: 'required',
      data: 'retained',
      auditRetentionDays: 2192,
      targets: [
        { account: '444444444444', region: 'us-east-1', cidr: '10.30.0.0/16', zones: ['us-east-1a', 'us-east-1b'] },
      ],
    },
  ],
};

export default config;
