import { describe, expect, test } from '@jest/globals';
import { type EnvironmentPolicies, executionPolicies } from '../../lib/execution-policy/execution-policies';
import { LONGEST_POLICY } from '../../lib/execution-policy/managed-policies';
import type { ExecutionStatement } from '../../lib/execution-policy/statements';
import { type PlacedStack, readTemplate } from '../../lib/execution-policy/template';

const stack = (Resources: object, more: Partial<PlacedStack> & { readonly Parameters?: object } = {}): PlacedStack => {
  const { Parameters = {}, ...placed } = more;
  const template = readTemplate({ Resources, Parameters }, 'a test');
  return { stackName: 'data', account: '111111111111', region: 'eu-west-1', template, ...placed };
};

const only = (environments: readonly EnvironmentPolicies[]): EnvironmentPolicies => {
  const [first, ...more] = environments;
  if (first === undefined || more.length > 0) throw new Error(`${environments.length} environments`);
  return first;
};

const statements = (...stacks: readonly PlacedStack[]): readonly ExecutionStatement[] =>
  only(executionPolicies(stacks)).policies.flatMap((policy) => policy.statements);

const resourcesOf = (action: string, ...stacks: readonly PlacedStack[]): readonly string[] =>
  statements(...stacks)
    .filter(({ actions }) => actions.includes(action))
    .flatMap(({ resources }) => resources);

const queue = (name?: unknown) => ({
  Type: 'AWS::SQS::Queue',
  Properties: name === undefined ? {} : { QueueName: name },
});
const fn = (properties: object) => ({ Type: 'AWS::Lambda::Function', Properties: properties });

describe('what a policy names', () => {
  test.each([
    ['a name', queue('jobs'), 'jobs'],
    ['a joined name', queue({ 'Fn::Join': ['-', ['jobs', { Ref: 'AWS::Region' }]] }), 'jobs-eu-west-1'],
    ['a substituted name', queue({ 'Fn::Sub': 'jobs-${AWS::AccountId}' }), 'jobs-111111111111'],
    ["the beginning of CloudFormation's own name", queue(), 'data-*'],
  ])('%s', (_what, resource, name) => {
    expect(resourcesOf('sqs:CreateQueue', stack({ Q: resource }))).toEqual([
      `arn:aws:sqs:eu-west-1:111111111111:${name}`,
    ]);
  });

  test('of a long name of a stack only what is sure to be left of it', () => {
    const long = stack({ Q: queue() }, { stackName: 'a-very-long-name-of-a-stack' });
    expect(resourcesOf('sqs:CreateQueue', long)).toEqual(['arn:aws:sqs:eu-west-1:111111111111:a-very-long-name*']);
  });

  test('of a bucket the beginning in lower case, as S3 wants it', () => {
    const bucket = stack({ B: { Type: 'AWS::S3::Bucket' } }, { stackName: 'Data' });
    expect(resourcesOf('s3:CreateBucket', bucket)).toEqual(['arn:aws:s3:::data-*']);
  });

  test('the ARN of what a property refers to', () => {
    const policy = { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Q' }] } };
    const only = stack({ P: policy }, {});
    expect(resourcesOf('sqs:SetQueueAttributes', stack({ Q: queue('jobs'), P: policy }))).toContain(
      'arn:aws:sqs:eu-west-1:111111111111:jobs',
    );
    expect(() => statements(only)).toThrow('give what it refers to a name in the template');
  });

  test('stacks whose outputs a template reads, in their own regions', () => {
    const read = (more: object) => ({ 'Fn::GetStackOutput': { StackName: 'replica', OutputName: 'Key', ...more } });
    const there = queue({ 'Fn::Join': ['', ['a', read({ Region: 'us-west-2' })]] });
    const here = { ...queue('b'), Properties: { QueueName: 'b', KmsMasterKeyId: read({}) } };
    expect(resourcesOf('cloudformation:DescribeStacks', stack({ Q: queue('jobs') }))).toEqual([]);
    expect(
      resourcesOf(
        'cloudformation:DescribeStacks',
        stack({
          Q: queue('jobs'),
          A: {
            ...there,
            Type: 'AWS::SNS::Topic',
            Properties: { DisplayName: there.Properties.QueueName, TopicName: 't' },
          },
          B: here,
        }),
      ),
    ).toEqual([
      'arn:aws:cloudformation:eu-west-1:111111111111:stack/replica/*',
      'arn:aws:cloudformation:us-west-2:111111111111:stack/replica/*',
    ]);
  });

  test('of another partition, its ARNs', () => {
    expect(resourcesOf('sqs:CreateQueue', stack({ Q: queue('jobs') }, { region: 'cn-north-1' }))).toEqual([
      'arn:aws-cn:sqs:cn-north-1:111111111111:jobs',
    ]);
  });

  test('the role that is passed, to the service alone that it is for', () => {
    const role = { Type: 'AWS::IAM::Role', Properties: { RoleName: 'worker' } };
    const passing = statements(stack({ R: role, F: fn({ FunctionName: 'f', Role: { 'Fn::GetAtt': ['R', 'Arn'] } }) }));
    const found = passing.find(({ actions }) => actions.includes('iam:PassRole'));
    expect(found?.resources).toEqual(['arn:aws:iam::111111111111:role/worker']);
    expect(found?.condition).toEqual({ 'iam:PassedToService': 'lambda.amazonaws.com' });
  });

  test('assets, by the bucket that the template names, and keys by the service that uses them', () => {
    const code = { S3Bucket: 'cdk-hnb659fds-assets-1-eu-west-1', S3Key: 'a.zip' };
    expect(resourcesOf('s3:GetObject', stack({ F: fn({ FunctionName: 'f', Code: code }) }))).toEqual([
      'arn:aws:s3:::cdk-hnb659fds-assets-1-eu-west-1/*',
    ]);
    const secret = { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 's', KmsKeyId: { Ref: 'K' } } };
    const found = statements(stack({ K: { Type: 'AWS::KMS::Key' }, S: secret }));
    expect(found.find(({ actions }) => actions.includes('kms:GenerateDataKey'))?.condition).toEqual({
      'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com',
    });
    expect(resourcesOf('secretsmanager:CreateSecret', stack({ S: { ...secret, Properties: { Name: 's' } } }))).toEqual([
      'arn:aws:secretsmanager:eu-west-1:111111111111:secret:s-??????',
    ]);
  });

  test('the function of a custom resource, and parameters that the template names', () => {
    const custom = { Type: 'Custom::Thing', Properties: { ServiceToken: { 'Fn::GetAtt': ['F', 'Arn'] } } };
    const Parameters = { V: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/q/version' } };
    const placed = stack({ F: fn({ FunctionName: 'f' }), C: custom }, { Parameters });
    expect(resourcesOf('lambda:InvokeFunction', placed)).toEqual(['arn:aws:lambda:eu-west-1:111111111111:function:f']);
    expect(resourcesOf('ssm:GetParameters', placed)).toEqual([
      'arn:aws:ssm:eu-west-1:111111111111:parameter/cdk-bootstrap/q/version',
    ]);
  });
});

describe('what stands with a statement', () => {
  const all = statements(
    stack({
      Q: queue(),
      V: { Type: 'AWS::EC2::VPC' },
      P: { Type: 'AWS::CodeBuild::Project', Properties: { Name: 'p' } },
    }),
  );

  test('its source, always, and a reason for every star', () => {
    expect(all.length).toBeGreaterThan(3);
    for (const { sources, resources, because } of all) {
      expect(sources.length).toBeGreaterThan(0);
      if (resources.some((resource) => /[*?]/.test(resource))) expect(because.length).toBeGreaterThan(0);
    }
  });

  test('how sure it is', () => {
    expect(all.find(({ sid }) => sid === 'CodeBuildProject')?.standing).toBe('unconfirmed');
    expect(all.find(({ sid }) => sid === 'SqsQueue')?.standing).toBe('documented');
  });
});

describe('how it is cut', () => {
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`Q${index}`, queue(`queue-number-${index}`)]));

  test('into policies that IAM takes, every one a part of the whole', () => {
    const { policies } = only(executionPolicies([stack(many(200))]));
    expect(policies.length).toBeGreaterThan(1);
    for (const { document, characters } of policies) {
      expect(JSON.stringify(document).length).toBe(characters);
      expect(characters).toBeLessThanOrEqual(LONGEST_POLICY);
    }
    const named = policies.flatMap(({ statements: each }) => each.flatMap(({ resources }) => resources));
    expect(new Set(named.filter((arn) => arn.includes('queue-number-'))).size).toBe(200);
    const sids = policies.map(({ statements: each }) => each.map(({ sid }) => sid));
    for (const each of sids) expect(new Set(each).size).toBe(each.length);
  });

  test('per account and region', () => {
    const elsewhere = stack({ Q: queue('b') }, { region: 'eu-central-1' });
    expect(executionPolicies([stack({ Q: queue('a') }), elsewhere]).map(({ region }) => region)).toEqual([
      'eu-central-1',
      'eu-west-1',
    ]);
  });

  test('fails what does not fit into ten', () => {
    expect(() => executionPolicies([stack(many(1200))])).toThrow(
      /delivery-execution-eu-west-1 needs \d+ managed policies of 6144 characters, and IAM attaches 10 to a role/,
    );
  });
});

describe('fails', () => {
  test('a type without a row', () => {
    expect(() => statements(stack({ B: { Type: 'AWS::Batch::JobQueue' } }))).toThrow(
      'B of stack data is a AWS::Batch::JobQueue',
    );
  });

  test('a property for which the row has no answer', () => {
    const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'b', MetadataConfiguration: {} } };
    expect(() => statements(stack({ B: bucket }))).toThrow('B of stack data sets MetadataConfiguration, for which');
  });

  test('what is no template', () => {
    expect(() => readTemplate({ Resources: [] }, 'x.json')).toThrow('x.json is no CloudFormation template');
  });
});
