import { DEPLOY_ROLE, DEV, listed, REGION, TOOLS, trusting } from './healthy-patient';
import { type Planted, set, undeployed } from './plant';

/** Accounts as somebody finds them. */
export const ACCOUNTS: readonly Planted[] = [
  [
    'credentials of another account',
    ({ dev }) => set(dev, 'caller', '999999999999'),
    'credentials-fit',
    '999999999999',
    `--profile ${DEV}=`,
  ],
  [
    'a region that is not enabled',
    ({ dev }) => set(dev.regions, REGION, 'not-opted-in'),
    'region-enabled',
    'not-opted-in',
    `enable-region --region-name ${REGION}`,
  ],
  [
    'a zone that is not there',
    ({ dev }) => set(dev, 'zones', ['eu-west-1a', 'eu-west-1c']),
    'zones-there',
    'eu-west-1b',
    'the account has eu-west-1a',
  ],
  [
    'a key policy that names no role',
    ({ dev }) => delete dev.roles[DEPLOY_ROLE],
    'key-principals',
    DEPLOY_ROLE,
    `bin/delivery bootstrap --execute --account ${DEV}`,
  ],
  [
    'a build image that has ended',
    ({ tools }) => set(tools, 'images', ['aws/codebuild/other:1.0']),
    'build-images',
    'amazonlinux-x86_64-standard:5.0',
    'list-curated-environment-images',
  ],
  [
    'no bootstrap',
    ({ dev }) => {
      dev.parameters = {};
      dev.stacks = dev.stacks.slice(1);
    },
    'bootstrap-there',
    'is not bootstrapped',
    `bootstrap --execute --account ${DEV}`,
  ],
  [
    'a bootstrap with another qualifier',
    ({ dev }) => {
      dev.parameters = {};
      dev.stacks = [listed('CDKToolkit', 'CREATE_COMPLETE', { Qualifier: 'mine' })];
    },
    'bootstrap-there',
    'qualifier mine, and the app wants hnb659fds',
    'bin/delivery bootstrap --execute',
  ],
  [
    'an old bootstrap',
    ({ dev }) => set(dev.parameters, '/cdk-bootstrap/hnb659fds/version', '5'),
    'bootstrap-version',
    'version 5, and the app needs 6',
    'bin/delivery bootstrap --execute',
  ],
  [
    'a role of the bootstrap that is gone',
    ({ dev }) => delete dev.roles[`cdk-hnb659fds-lookup-role-${DEV}-${REGION}`],
    'bootstrap-roles',
    'lookup-role',
    'bin/delivery bootstrap --execute',
  ],
  [
    'a bootstrap that trusts somebody else',
    ({ dev }) => set(dev.roles, DEPLOY_ROLE, trusting(DEV)),
    'bootstrap-trust',
    `does not trust arn:aws:iam::${TOOLS}:role/zero-trust-delivery-pipeline-${REGION}`,
    'bin/delivery bootstrap --execute',
  ],
  [
    'a bootstrap whose trust nobody can judge',
    ({ dev }) =>
      set(dev.roles, DEPLOY_ROLE, {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${TOOLS}:root` },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'aws:PrincipalTag/team': 'delivery' } },
          },
        ],
      }),
    'bootstrap-trust',
    'cannot be judged',
    'bin/delivery bootstrap --execute',
  ],
  [
    'an execution role without policies',
    ({ dev }) => set(dev, 'attached', []),
    'bootstrap-policy',
    'has no policy',
    'bin/delivery bootstrap --execute',
  ],
  [
    'an execution role that may do everything',
    ({ dev }) =>
      set(dev, 'attached', [{ name: 'AdministratorAccess', arn: 'arn:aws:iam::aws:policy/AdministratorAccess' }]),
    'bootstrap-policy',
    'AdministratorAccess',
    'bin/delivery bootstrap --execute',
  ],
  [
    'an outdated execution policy',
    ({ dev }) => {
      dev.policies = Object.fromEntries(
        Object.keys(dev.policies).map((arn) => [arn, { Version: '2012-10-17', Statement: [] }]),
      );
    },
    'bootstrap-policy',
    'lack',
    'bin/delivery bootstrap --execute',
  ],
  [
    'too few builds at once',
    ({ tools }) => set(tools.quotas, 'codebuild L-9D07B6EF', 1),
    'quota-builds',
    '2 builds',
    '--quota-code L-9D07B6EF --desired-value 2',
  ],
  [
    'too few VPCs',
    (body) => {
      undeployed(body);
      body.dev.vpcs = 5;
    },
    'quota-vpcs',
    '5 VPCs are there',
    '--quota-code L-F678F1CE --desired-value 6',
  ],
  [
    'too many trails',
    (body) => {
      undeployed(body);
      body.dev.trails = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, arn: name }));
    },
    'quota-trails',
    '5 trails are there',
    'delete-trail',
  ],
  [
    'too little concurrency',
    ({ stacks, dev }) => {
      const resources = stacks[1]?.template['Resources'] as Record<string, unknown>;
      resources['Function'] = { Type: 'AWS::Lambda::Function', Properties: { ReservedConcurrentExecutions: 5 } };
      dev.concurrency = 104;
    },
    'quota-lambda',
    'the account has 104',
    '--desired-value 105',
  ],
];
