import type { DeliveryConfigInput } from '../../lib/config/schema';

/**
 * The configuration as somebody with accounts of his own would write it: no placeholder, other regions, other environments.
 * A release with it must pass everything that a release of this repository passes. The account ids are those of AWS's own
 * documentation, which belong to nobody.
 */
const config: DeliveryConfigInput = {
  application: 'zero-trust-delivery',
  source: {
    kind: 'codeconnections',
    connectionArn: 'arn:aws:codeconnections:eu-west-1:111122223333:connection/7a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
    repository: 'clinic/records-delivery',
    branch: 'main',
  },
  tools: { account: '111122223333', region: 'eu-west-1' },
  tags: { Owner: 'records-team', CostCenter: 'CC-4711' },
  evidence: { mode: 'COMPLIANCE', years: 6 },
  environments: [
    {
      name: 'dev',
      approval: 'none',
      data: 'disposable',
      auditRetentionDays: 365,
      targets: [
        { account: '444455556666', region: 'eu-west-1', cidr: '10.64.0.0/20', zones: ['eu-west-1a', 'eu-west-1b'] },
      ],
    },
    {
      name: 'live',
      approval: 'required',
      data: 'retained',
      targets: [
        {
          account: '777788889999',
          region: 'eu-central-1',
          cidr: '10.65.0.0/20',
          zones: ['eu-central-1a', 'eu-central-1c'],
        },
      ],
    },
  ],
};

export default config;
