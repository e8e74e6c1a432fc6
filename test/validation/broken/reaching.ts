import { ABROAD, by, document, EVERYTHING, ROTATOR } from './by-hand';
import { ACCOUNT, type Breakage } from './live-target';

const ROLE = ['--role-name', 'intruder'];
const GROUP = ['--group-name', 'intruders'];
const DEPLOYING = ['--role-name', `cdk-hnb659fds-deploy-role-${ACCOUNT}-us-east-1`];
const EXECUTING = ['--role-name', `cdk-hnb659fds-cfn-exec-role-${ACCOUNT}-us-east-1`];
const RESEMBLING = ['--role-name', `cdk-intruder-cfn-exec-role-${ACCOUNT}-us-east-1`];
const trusting = (principal: object): string =>
  document({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' });
const LAMBDA = document({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' });
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:data-alarms-dev`;

/** Who reaches what is the environment's, by permissions, trust, policies and grants; only `npm run intruder` tries them. */
export const REACHING: readonly Breakage[] = [
  {
    check: 'nobody-else-reaches',
    by: 'a role that may decrypt under a condition that it can meet',
    says: /this role, which no release made, may decrypt with the data key/,
    how: by(
      [
        ['iam', 'create-role', ...ROLE, '--assume-role-policy-document', LAMBDA],
        [
          ...['iam', 'put-role-policy', ...ROLE, '--policy-name', 'some', '--policy-document'],
          document({
            Effect: 'Allow',
            Action: 'kms:Decrypt',
            Resource: '*',
            Condition: { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } },
          }),
        ],
      ],
      [
        ['iam', 'delete-role-policy', ...ROLE, '--policy-name', 'some'],
        ['iam', 'delete-role', ...ROLE],
      ],
    ),
  },
  {
    check: 'nobody-else-reaches',
    by: 'a role that is called like one of another bootstrap',
    says: /this role, which no release made, may decrypt with the data key/,
    how: by(
      [
        ['iam', 'create-role', ...RESEMBLING, '--assume-role-policy-document', trusting({ AWS: ABROAD })],
        ['iam', 'put-role-policy', ...RESEMBLING, '--policy-name', 'all', '--policy-document', EVERYTHING],
      ],
      [
        ['iam', 'delete-role-policy', ...RESEMBLING, '--policy-name', 'all'],
        ['iam', 'delete-role', ...RESEMBLING],
      ],
    ),
  },
  {
    check: 'nobody-else-reaches',
    by: 'an inline policy on the role that deploys',
    says: /as which targets are deployed, may .*change who may be the workload's role, which cdk bootstrap does not/,
    how: by(
      [['iam', 'put-role-policy', ...DEPLOYING, '--policy-name', 'intruder', '--policy-document', EVERYTHING]],
      [['iam', 'delete-role-policy', ...DEPLOYING, '--policy-name', 'intruder']],
    ),
  },
  {
    check: 'nobody-else-reaches',
    by: 'the role that makes everything trusted to another account',
    says: /as which targets are deployed, lets everybody of account 333333333333 in/,
    how: by(
      [['iam', 'update-assume-role-policy', ...EXECUTING, '--policy-document', trusting({ AWS: ABROAD })]],
      [
        [
          ...['iam', 'update-assume-role-policy', ...EXECUTING, '--policy-document'],
          trusting({ Service: 'cloudformation.amazonaws.com' }),
        ],
      ],
    ),
  },
  {
    check: 'nobody-else-reaches',
    by: 'a user of a group with AdministratorAccess',
    says: /this group, which no release made, may decrypt/,
    how: by(
      [
        ['iam', 'create-group', ...GROUP],
        ['iam', 'attach-group-policy', ...GROUP, '--policy-arn', ADMINISTRATOR],
        ['iam', 'create-user', '--user-name', 'member'],
        ['iam', 'add-user-to-group', ...GROUP, '--user-name', 'member'],
      ],
      [
        ['iam', 'remove-user-from-group', ...GROUP, '--user-name', 'member'],
        ['iam', 'delete-user', '--user-name', 'member'],
        ['iam', 'detach-group-policy', ...GROUP, '--policy-arn', ADMINISTRATOR],
        ['iam', 'delete-group', ...GROUP],
      ],
    ),
  },
  {
    check: 'alarm-topic',
    by: 'a role of the account that may publish alarms',
    says: /its policy says what no release put there: .*arn:aws:iam::222222222222:role\/rotate-key-ring-dev/,
    how: async (target) => {
      const { Attributes: attributes } = await target.call('sns', 'GetTopicAttributes', { TopicArn: TOPIC });
      const { Policy: before } = attributes as { readonly Policy: string };
      const policy = JSON.parse(before) as { readonly Statement: readonly object[] };
      const role = `arn:aws:iam::${ACCOUNT}:role/${ROTATOR}-us-east-1`;
      const more = { Effect: 'Allow', Principal: { AWS: role }, Action: 'sns:Publish', Resource: TOPIC };
      const put = (text: string) => [
        ...[
          'sns',
          'set-topic-attributes',
          '--topic-arn',
          TOPIC,
          '--attribute-name',
          'Policy',
          '--attribute-value',
          text,
        ],
      ];
      return by([put(JSON.stringify({ ...policy, Statement: [...policy.Statement, more] }))], [put(before)])(target);
    },
  },
  {
    check: 'key-grants',
    by: 'a grant to a user of the account',
    says: /grant \S+ lets arn:aws:iam::222222222222:user\/granted use it for Decrypt/,
    how: async (target) => {
      const user = ['--user-name', 'granted'];
      await target.aws('iam', 'create-user', ...user);
      const KeyId = target.keyArn('DataKey');
      const GranteePrincipal = `arn:aws:iam::${ACCOUNT}:user/granted`;
      const { GrantId } = await target.call('kms', 'CreateGrant', { KeyId, GranteePrincipal, Operations: ['Decrypt'] });
      return async () => {
        await target.aws('kms', 'revoke-grant', '--key-id', KeyId, '--grant-id', String(GrantId));
        await target.aws('iam', 'delete-user', ...user);
      };
    },
  },
];
