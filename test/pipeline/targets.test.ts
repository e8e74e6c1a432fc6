import { describe, expect, test } from '@jest/globals';
import config from '../_fixtures/delivery-config';
import { buildspecOf, Delivery, withTargets } from './_helpers/delivery';

const before = Delivery.of();

const REGION = {
  account: '444444444444',
  region: 'eu-west-1',
  cidr: '10.40.0.0/16',
  zones: ['eu-west-1a', 'eu-west-1b'],
};
const ACCOUNT = {
  account: '555555555555',
  region: 'us-east-1',
  cidr: '10.50.0.0/16',
  zones: ['us-east-1a', 'us-east-1b'],
};

const identities = ({ stacks }: Delivery) =>
  stacks.map(({ path, name, account, region }) => `${path} = ${name} in ${account}/${region}`);
const stagesOf = ({ stages }: Delivery) => stages.map(({ Name: name }) => name);

const elsewhere = Delivery.of(withTargets(REGION));

describe.each([
  ['another region', [REGION], elsewhere],
  ['another region and another account', [REGION, ACCOUNT], Delivery.of(withTargets(REGION, ACCOUNT))],
])('adding %s to prod', (_, targets, after) => {
  test('renames no stage of the pipeline', () => {
    expect(stagesOf(after)).toEqual(stagesOf(before));
  });

  test('renames and moves no stack', () => {
    expect(identities(after)).toEqual(expect.arrayContaining([...identities(before)]));
  });

  test('leaves the templates of what is there as they are', () => {
    for (const { path, template } of before.stacks.filter(({ path: each }) => each !== 'Delivery')) {
      expect(after.stack(path).template).toEqual(template);
    }
  });

  test('deploys and validates every target of the wave at the same time', () => {
    const ids = ['prod', ...targets.map(({ account, region }) => `prod-${account}-${region}`)];
    const each = (suffix: string) =>
      ids.flatMap((id) => [`${id}.data-prod.${suffix}`, `${id}.validation-access-prod.${suffix}`]).toSorted();
    expect(after.walk.filter((step) => step.startsWith('prod: '))).toEqual([
      'prod: Approve',
      `prod: ${each('Prepare').join(' + ')}`,
      `prod: ${each('Deploy').join(' + ')}`,
      `prod: ${ids
        .map((id) => id.replace('prod', 'Validate'))
        .toSorted()
        .join(' + ')}`,
    ]);
  });

  test('leaves the validation role as the only one that looks at it', () => {
    const trust = (path: string) => {
      const [[, role] = []] = after.resources('AWS::IAM::Role', path);
      return role;
    };
    for (const { account, region } of targets) {
      const path = `Delivery/prod-${account}-${region}/ValidationAccess`;
      expect(trust(path)).toMatchObject({ RoleName: `delivery-validation-prod-${region}` });
      expect(trust(path)?.['AssumeRolePolicyDocument']).toEqual(
        trust('Delivery/prod/ValidationAccess')?.['AssumeRolePolicyDocument'],
      );
    }
  });
});

describe('a target in another region', () => {
  const after = elsewhere;

  test('gets an artifact store of its own there, encrypted with a key that rotates every 90 days', () => {
    expect(after.stack('eu-west-1/Replication')).toMatchObject({
      name: 'zero-trust-delivery-replication',
      account: '111111111111',
      region: 'eu-west-1',
    });
    const keys = after.resources('AWS::KMS::Key', 'eu-west-1/Replication');
    expect(keys).toHaveLength(1);
    expect(keys[0]?.[1]).toMatchObject({ EnableKeyRotation: true, RotationPeriodInDays: 90 });
    const stores = after.pipeline['ArtifactStores'] as readonly {
      readonly Region: string;
      readonly ArtifactStore: object;
    }[];
    expect(stores.map(({ Region: region }) => region)).toEqual(['us-east-1', 'eu-west-1']);
    expect(stores[1]?.ArtifactStore).toMatchObject({
      Location: 'zero-trust-delivery-artifacts-111111111111-eu-west-1',
      EncryptionKey: { Type: 'KMS' },
    });
  });

  test('has it before the pipeline, which `cdk deploy` of the pipeline deploys, too', () => {
    expect(after.dependencies.get('Delivery')).toContain('eu-west-1/Replication');
  });

  test('lets the pipeline use exactly its own keys, here and there', () => {
    const [[, policy] = []] = after
      .resources('AWS::IAM::Policy')
      .filter(([id]) => id.startsWith('PipelineRoleDefaultPolicy'));
    const document = policy?.['PolicyDocument'] as
      | { readonly Statement: readonly { Action: string | readonly string[]; Resource: unknown }[] }
      | undefined;
    const keys = document?.Statement.filter(({ Action: action }) => [action].flat().includes('kms:Decrypt')).flatMap(
      ({ Resource: resource }) => resource,
    );
    expect(keys).toEqual([
      { 'Fn::GetAtt': [expect.stringMatching(/^StoreKey/), 'Arn'] },
      {
        'Fn::GetStackOutput': expect.objectContaining({
          Region: 'eu-west-1',
          StackName: 'zero-trust-delivery-replication',
        }),
      },
      { 'Fn::GetAtt': [expect.stringMatching(/^LogsKey/), 'Arn'] }, // of the topic that hears of approvals
    ]);
  });

  test('leaves no stack of the CDK for it, whose key has another period', () => {
    expect(after.stacks.filter(({ path }) => path.includes('cross-region'))).toEqual([]);
  });
});

test('an environment with several targets leads its approver to the pages of all of them', () => {
  const [approval] = elsewhere.stages.find(({ Name: name }) => name === 'prod')?.Actions ?? [];
  expect(approval?.Configuration['ExternalEntityLink']).toMatch(
    /\/s3\/buckets\/\S+&prefix=releases\/#\{staging@Validate\.RELEASE\}\/prod\/$/,
  );
  const staging = JSON.stringify(buildspecOf(elsewhere.projectOf('staging', 'Validate')));
  expect(staging.match(/--next prod\/444444444444\/(us-east-1|eu-west-1)=/g)).toHaveLength(2);
  const prod = JSON.stringify(buildspecOf(elsewhere.projectOf('prod', 'Validate')));
  expect(prod).toContain('--beside prod/444444444444/eu-west-1');
});

test('a new environment before prod moves nothing but the approvals', () => {
  const [dev, staging, prod] = config.environments;
  if (!dev || !staging || !prod) throw new Error('the fixture has three environments');
  const place = {
    account: '666666666666',
    region: 'us-east-1',
    cidr: '10.60.0.0/16',
    zones: ['us-east-1a', 'us-east-1b'],
  };
  const after = Delivery.of({
    ...config,
    environments: [dev, staging, { ...staging, name: 'canary', targets: [place] }, prod],
  });
  expect(stagesOf(after)).toEqual(['Source', 'Build', 'UpdatePipeline', 'Assets', 'dev', 'staging', 'canary', 'prod']);
  expect(identities(after)).toEqual(expect.arrayContaining([...identities(before)]));
  expect(JSON.stringify(after.stages)).toContain(
    'to prod? Review: #{canary@Validate.REVIEW}. It runs in canary; validation: #{canary@Validate.VALIDATION}.',
  );
});

describe.each([
  ['S3', { kind: 's3', bucket: 'sources-of-somebody', key: 'source.zip' }, 'S3', 'VersionId'],
  ['CodeCommit', { kind: 'codecommit', repository: 'delivery', branch: 'main' }, 'CodeCommit', 'CommitId'],
] as const)('a source in %s', (_, source, provider, revision) => {
  const delivery = Delivery.of({ ...config, source });

  test('is the one action of the first stage', () => {
    const [stage] = delivery.stages;
    expect(stage?.Actions.map(({ Name: name, ActionTypeId: type }) => [name, type.Provider])).toEqual([
      ['Source', provider],
    ]);
  });

  test('tells the approver its revision', () => {
    const [approval] = delivery.stages
      .flatMap(({ Actions: actions }) => actions)
      .filter(({ Name: name }) => name === 'Approve');
    expect(approval?.Configuration['CustomData']).toMatch(
      new RegExp(`^Deploy #\\{[^}]+\\.${revision}\\} to staging\\?`),
    );
  });
});

test('an approval expires when its environment says so, and after a week where it says nothing', () => {
  const environments = config.environments.map((each) =>
    each.name === 'prod' ? { ...each, approvalExpiresAfterDays: 2 } : each,
  );
  const waits = Delivery.of({ ...config, environments }).stages.flatMap(({ Actions: actions }) =>
    actions.flatMap(({ ActionTypeId: { Category: category }, TimeoutInMinutes: minutes }) =>
      category === 'Approval' ? [minutes] : [],
    ),
  );
  expect(waits).toEqual([7 * 24 * 60, 2 * 24 * 60]);
});
