import { describe, expect, test } from '@jest/globals';
import { DRIFT_PERMISSIONS, VALIDATION_PERMISSIONS } from '../../lib/contract/validation-permissions';
import { handlerRow } from '../../lib/execution-policy/resource-handlers';
import { evaluate, type Principal, type RequestContext } from '../../lib/policy';
import { identityPolicies } from '../stacks/_helpers/identity-policies';
import { synthesizeTarget } from '../stacks/_helpers/synthesized';

const NAMES = ['dev', 'prod'] as const;
const targets = Object.fromEntries(NAMES.map((name) => [name, synthesizeTarget(name)]));
const TOOLS = '111111111111';

/**
 * What schemas name for reading and what reads nothing, what the service authorization reference does not know, and what only a
 * property calls for that no bucket of ours has.
 */
const READS_NOTHING = [
  'iam:PassRole',
  'vpc-lattice:DescribeServiceNetworkVpcEndpointAssociation',
  's3:GetBucketMetadataTableConfiguration',
];

/** Types that AWS gives no tags, or only under another name; everything else must carry ours. */
const UNTAGGED = [
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::IAM::ManagedPolicy',
  'AWS::KMS::Alias',
  'AWS::Lambda::Permission',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::SecretsManager::ResourcePolicy',
  'AWS::SecretsManager::RotationSchedule',
];

describe.each(NAMES)('the stage of %s', (name) => {
  const { data, access, target } = targets[name] ?? synthesizeTarget(name);

  test('ZT-14 tags everything that takes tags', () => {
    const expected = {
      Application: 'zero-trust-delivery',
      Environment: name,
      Owner: 'platform-team',
      CostCenter: 'data-platform',
      DataClassification: 'PHI',
      Compliance: 'HIPAA',
      ManagedBy: 'aws-cdk',
    };
    const taggable = [...data.resources, ...access.resources].filter(
      ({ Type }) => !UNTAGGED.includes(Type) && !Type.startsWith('Custom::'),
    );
    expect(taggable.filter(({ Properties }) => !('Tags' in Properties)).map(({ id }) => id)).toEqual([]);
    for (const { id, Properties } of taggable) {
      const tags = Properties['Tags'] as readonly { readonly Key: string; readonly Value: string }[];
      expect({ id, ...Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value])) }).toMatchObject({
        id,
        ...expected,
      });
    }
  });

  describe('the role that the validation assumes', () => {
    const role = access.one('AWS::IAM::Role', 'Role');
    const trust = access.policy(role, 'AssumeRolePolicyDocument');
    const assumes = (arn: string, account: string) =>
      evaluate([trust], {
        principal: { kind: 'aws', arn, account },
        action: 'sts:AssumeRole',
        resource: '*',
        context: {},
      });
    const session = (account: string, roleName: string) =>
      `arn:aws:sts::${account}:assumed-role/${roleName}/validation`;

    test('has a fixed name with the region in it', () => {
      expect(role.Properties['RoleName']).toBe(`delivery-validation-${name}-${target.region}`);
    });

    test("trusts the tools account's root where the caller is the validation role", () => {
      expect(trust).toMatchObject({
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            // A role's ARN here would be stored as its unique id: re-creating the role would lock everyone out.
            Principal: { AWS: `arn:aws:iam::${TOOLS}:root` },
            Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${TOOLS}:role/delivery-validation` } },
          },
        ],
      });
      expect(assumes(session(TOOLS, 'delivery-validation'), TOOLS)).toMatchObject({ effect: 'allow' });
    });

    test.each([
      ['another role of the tools account', TOOLS, session(TOOLS, 'admin')],
      ['a role whose name only begins like it', TOOLS, session(TOOLS, 'delivery-validation-2')],
      ['a user of the tools account', TOOLS, `arn:aws:iam::${TOOLS}:user/delivery-validation`],
      ['the root of the tools account', TOOLS, `arn:aws:iam::${TOOLS}:root`],
      ['a role of that name in another account', '999999999999', session('999999999999', 'delivery-validation')],
      ['a role of that name in this account', target.account, session(target.account, 'delivery-validation')],
    ])('refuses %s', (_, account, arn) => {
      expect(assumes(arn, account)).toEqual({ effect: 'deny', explicit: false });
    });

    const policies = identityPolicies(access, role);
    const arn = (service: string, rest: string) => `arn:aws:${service}:${target.region}:${target.account}:${rest}`;
    const looker: Principal = {
      kind: 'aws',
      arn: session(target.account, `delivery-validation-${name}-${target.region}`),
      account: target.account,
    };
    const may = (action: string, resource: string, context: RequestContext = {}) =>
      evaluate(policies, { principal: looker, action, resource, context }).effect === 'allow';
    const alias = (purpose: string, environment = name as string) => ({
      'kms:ResourceAliases': [`alias/data-${purpose}-${environment}`],
    });
    const key = arn('kms', 'key/1');

    test('may look at log groups, the logs key and the function of its environment', () => {
      expect(may('logs:DescribeLogGroups', '*')).toBe(true);
      expect(
        may('logs:FilterLogEvents', arn('logs', `log-group:/aws/lambda/data-processing-${name}:log-stream:`)),
      ).toBe(true);
      for (const action of ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:GetKeyRotationStatus']) {
        expect(may(action, key, alias('logs'))).toBe(true);
      }
      expect(may('lambda:InvokeFunction', arn('lambda', `function:data-processing-${name}`))).toBe(true);
    });

    test('may look at its data stack, and not protect or unprotect it (ZT-15)', () => {
      const stack = arn('cloudformation', `stack/data-${name}/5b0ad9b0-0000-4000-8000-000000000000`);
      expect(may('cloudformation:DescribeStacks', stack)).toBe(true);
      expect(may('cloudformation:DescribeStacks', stack.replace(`data-${name}`, 'other'))).toBe(false);
      expect(may('cloudformation:UpdateTerminationProtection', stack)).toBe(false);
    });

    test.each<[string, string, string, RequestContext]>([
      ['decrypt with the data key', 'kms:Decrypt', key, alias('data')],
      ['grant the secrets key to somebody', 'kms:CreateGrant', key, alias('secrets')],
      ['change a policy', 'iam:PutRolePolicy', `arn:aws:iam::${target.account}:role/data-${name}-x`, {}],
      ['look at a role of somebody else', 'iam:GetRole', `arn:aws:iam::${target.account}:role/admin`, {}],
      ['look at a key without an alias', 'kms:DescribeKey', key, {}],
      ["look at another environment's key", 'kms:DescribeKey', key, alias('logs', 'other')],
      ['decrypt with the logs key', 'kms:Decrypt', key, alias('logs')],
      ['change the logs key', 'kms:PutKeyPolicy', key, alias('logs')],
      ['invoke another function', 'lambda:InvokeFunction', arn('lambda', `function:rotate-key-ring-${name}`), {}],
      ['change the function', 'lambda:UpdateFunctionCode', arn('lambda', `function:data-processing-${name}`), {}],
      ['read flow logs', 'logs:FilterLogEvents', arn('logs', `log-group:/data/${name}/flow-logs:*`), {}],
      ['read data', 's3:GetObject', `arn:aws:s3:::data-${name}-${target.account}-${target.region}/processed/a`, {}],
      [
        'read the key ring',
        'secretsmanager:GetSecretValue',
        arn('secretsmanager', `secret:data-processing/key-ring-${name}-AbCdEf`),
        {},
      ],
      ['assume a role', 'sts:AssumeRole', `arn:aws:iam::${target.account}:role/admin`, {}],
    ])('may not %s', (_, action, resource, context) => {
      expect(may(action, resource, context)).toBe(false);
    });

    test("reads for drift what the handlers of our resources' types read, and no secret's value", () => {
      const types = new Set([data, access].flatMap(({ resources }) => resources.map(({ Type }) => Type)));
      types.add('AWS::DynamoDB::Table'); // a recipe's
      types.delete('AWS::SecretsManager::Secret'); // its handler reads the value, so that it is left out of the detection
      const read = [...types].flatMap((type) => handlerRow(type, type).handlers.read ?? []);
      const own: readonly string[] = [...VALIDATION_PERMISSIONS.map(({ action }) => action), ...READS_NOTHING];
      expect(DRIFT_PERMISSIONS.map(({ action }) => action as string)).toEqual([
        'cloudformation:DetectStackResourceDrift',
        ...[...new Set(read)].filter((action) => !own.includes(action)).sort(),
      ]);
    });

    test('has exactly the actions that the validation uses where there is no table, and those of a drift detection', () => {
      const actions = policies.flatMap((policy) =>
        (policy as unknown as { Statement: readonly { Action: string | readonly string[] }[] }).Statement.flatMap(
          ({ Action: action }) => action,
        ),
      );
      const used = [...VALIDATION_PERMISSIONS, ...DRIFT_PERMISSIONS].filter(({ resource }) => resource !== 'tables');
      expect([...actions].sort()).toEqual(used.map(({ action }) => action).sort());
    });
  });

  describe('the role that reads templates before an approval', () => {
    const [role] = access
      .all('AWS::IAM::Role')
      .filter(({ Properties }) => Properties['RoleName'] === `delivery-review-${name}-${target.region}`);
    if (role === undefined) throw new Error('there is no such role');
    const reader: Principal = {
      kind: 'aws',
      arn: `arn:aws:sts::${target.account}:assumed-role/delivery-review-${name}-${target.region}/review`,
      account: target.account,
    };
    const may = (action: string, stack: string) =>
      evaluate(identityPolicies(access, role), {
        principal: reader,
        action,
        resource: `arn:aws:cloudformation:${target.region}:${target.account}:stack/${stack}`,
        context: {},
      }).effect === 'allow';

    test('is trusted to the validation role, like the one that looks', () => {
      const looking = access.one('AWS::IAM::Role', 'Role');
      expect(role.Properties['AssumeRolePolicyDocument']).toEqual(looking.Properties['AssumeRolePolicyDocument']);
    });

    test.each(['data', 'validation-access'])('reads the template of %s, by its id and by its name', (stack) => {
      for (const action of ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate']) {
        expect(may(action, `${stack}-${name}/5b0ad9b0-0000-4000-8000-000000000000`)).toBe(true);
        expect(may(action, `${stack}-${name}/*`)).toBe(true);
        expect(may(action, 'CDKToolkit/*')).toBe(false);
        expect(may(action, `${stack}-${name}-2/*`)).toBe(false);
      }
    });

    test('changes nothing', () => {
      const actions = identityPolicies(access, role).flatMap((policy) =>
        (policy as unknown as { Statement: readonly { Action: string | readonly string[] }[] }).Statement.flatMap(
          ({ Action: action }) => action,
        ),
      );
      expect(actions.toSorted()).toEqual(['cloudformation:DescribeStacks', 'cloudformation:GetTemplate']);
    });
  });
});
