import { describe, expect, test } from '@jest/globals';
import config from '../_fixtures/delivery-config';
import { type Buildspec, delivery, KEY, statements } from './_helpers/delivered-pipeline';
import { buildspecOf } from './_helpers/delivery';

describe('the walk of a release', () => {
  test('goes through all stages in order, with an approval first and a validation last', () => {
    expect(delivery.walk).toEqual([
      'Source: Source',
      'Build: Synth',
      'UpdatePipeline: SelfMutate',
      'Assets: FileAssets',
      'dev: data-dev.Prepare + validation-access-dev.Prepare',
      'dev: data-dev.Deploy + validation-access-dev.Deploy',
      'dev: Validate',
      ...['staging', 'prod'].flatMap((name) => [
        `${name}: Approve`,
        `${name}: data-${name}.Prepare + validation-access-${name}.Prepare`,
        `${name}: data-${name}.Deploy + validation-access-${name}.Deploy`,
        `${name}: Validate`,
      ]),
    ]);
  });

  const approvals = delivery.stages
    .flatMap(({ Actions: actions }) => actions)
    .filter(({ ActionTypeId: type }) => type.Category === 'Approval')
    .map(({ Configuration: configuration }) => configuration);

  test('asks a person by naming commit, environment, what changes there and what the last validation answered', () => {
    expect(approvals.map((configuration) => configuration['CustomData'])).toEqual([
      'Deploy #{Source@example_zero-trust-delivery.CommitId} to staging? Review: #{dev@Validate.REVIEW}. It runs in dev; validation: #{dev@Validate.VALIDATION}.',
      'Deploy #{Source@example_zero-trust-delivery.CommitId} to prod? Review: #{staging@Validate.REVIEW}. It runs in staging; validation: #{staging@Validate.VALIDATION}.',
    ]);
  });

  test('leads that person to the page of this very release and environment, in a roll-back to the one of then', () => {
    const object =
      'https://us-east-1.console.aws.amazon.com/s3/object/zero-trust-delivery-evidence-111111111111-us-east-1?region=us-east-1&prefix=releases';
    expect(approvals.map((configuration) => configuration['ExternalEntityLink'])).toEqual([
      `${object}/#{dev@Validate.RELEASE}/staging/333333333333-us-east-1/review.html`,
      `${object}/#{staging@Validate.RELEASE}/prod/444444444444-us-east-1/review.html`,
    ]);
  });

  test('starts again from Source when the pipeline changes itself', () => {
    expect(delivery.pipeline).toMatchObject({ PipelineType: 'V2', RestartExecutionOnUpdate: true });
  });

  test('deploys every environment into its own account', () => {
    expect(
      delivery.stacks.map(({ path, name, account, region }) => `${path} ${name} ${account} ${region}`).toSorted(),
    ).toEqual(
      [
        'Delivery zero-trust-delivery 111111111111 us-east-1',
        ...[
          ['dev', '222222222222'],
          ['staging', '333333333333'],
          ['prod', '444444444444'],
        ].flatMap(([name, account]) => [
          `Delivery/${name}/Data data-${name} ${account} us-east-1`,
          `Delivery/${name}/ValidationAccess validation-access-${name} ${account} us-east-1`,
        ]),
      ].toSorted(),
    );
  });
});

describe('the builds', () => {
  test('install from the lockfile, check, synthesize behind the gate and bundle the validation', () => {
    const project = delivery.projectOf('Build', 'Synth');
    expect(buildspecOf(project)).toMatchObject({
      phases: {
        install: { commands: ['npm ci --ignore-scripts'] },
        build: { commands: ['synth', 'scans', 'check', 'bundle'].map((each) => `npm run --silent ${each}`) },
      },
      cache: {
        key: 'npm-$(codebuild-hash-files package-lock.json)',
        'fallback-keys': ['npm-'],
        paths: ['/root/.npm/**/*'],
      },
    });
    expect(JSON.stringify(buildspecOf(project))).not.toContain('node_modules');
    const [[bucket] = []] = delivery.resources('AWS::S3::Bucket').filter(([id]) => id.startsWith('StoreArtifacts'));
    expect(project['Cache']).toEqual({ Type: 'S3', Location: { 'Fn::Join': ['/', [{ Ref: bucket }, 'build-cache']] } });
  });

  test('publish all assets in one project', () => {
    expect(delivery.stages.find(({ Name }) => Name === 'Assets')?.Actions).toHaveLength(1);
  });

  test('validate from the bundle, install nothing, and run as the one role of fixed name', () => {
    const [[role, properties] = []] = delivery
      .resources('AWS::IAM::Role')
      .filter(([id]) => id.startsWith('ValidationRole'));
    expect(properties?.['RoleName']).toBe('delivery-validation');
    for (const { name, data } of config.environments) {
      const project = delivery.projectOf(name, 'Validate');
      expect(project['ServiceRole']).toEqual({ 'Fn::GetAtt': [role, 'Arn'] });
      const as = `--role-arn arn:aws:iam::$TARGET_ACCOUNT:role/delivery`;
      const command = `node pipeline.mjs validate --environment ${name} --account $TARGET_ACCOUNT --region $TARGET_REGION ${as}-validation-${name}-$TARGET_REGION --release release --log-retention-days 90 --output report`;
      const { phases } = buildspecOf(project) as unknown as Buildspec;
      const protect = `node pipeline.mjs protect --stack data-${name} --region $TARGET_REGION ${as}-protection-${name}-$TARGET_REGION`;
      const release = 'export RELEASE="$PIPELINE_EXECUTION_ID"';
      const expected = data === 'retained' ? [protect, command, release] : [command, release];
      expect(phases.build.commands.slice(0, -1)).toEqual(expected);
      expect(phases.install).not.toHaveProperty('commands');
    }
  });

  test('keep what was validated, and prepare the review of the next environment in the same job', () => {
    const promotion = (name: string) =>
      (buildspecOf(delivery.projectOf(name, 'Validate')) as unknown as Buildspec).phases.post_build.commands;
    const rest =
      '--bucket zero-trust-delivery-evidence-111111111111-us-east-1 --bucket-region us-east-1 --report report --release release --review review --succeeding $CODEBUILD_BUILD_SUCCEEDING';
    expect(promotion('dev')).toEqual([
      `node pipeline.mjs promote --place dev/$TARGET_ACCOUNT/$TARGET_REGION --execution $PIPELINE_EXECUTION_ID --next staging/333333333333/us-east-1=arn:aws:iam::333333333333:role/delivery-review-staging-us-east-1 ${rest}`,
      'export REVIEW="$(cat review/summary.txt)"',
    ]);
    expect(promotion('prod')[0]).toBe(
      `node pipeline.mjs promote --place prod/$TARGET_ACCOUNT/$TARGET_REGION --execution $PIPELINE_EXECUTION_ID ${rest}`,
    );
    const [validate] = delivery.stages.find(({ Name }) => Name === 'dev')?.Actions.slice(-1) ?? [];
    expect(JSON.parse(String(validate?.Configuration['EnvironmentVariables']))).toEqual([
      { name: 'PIPELINE_EXECUTION_ID', type: 'PLAINTEXT', value: '#{codepipeline.PipelineExecutionId}' },
      { name: 'TARGET_ACCOUNT', type: 'PLAINTEXT', value: '222222222222' },
      { name: 'TARGET_REGION', type: 'PLAINTEXT', value: 'us-east-1' },
    ]);
  });

  test('show their results in a report group of their kind, which they may write to and not make', () => {
    const group = (kind: string) => `arn:aws:codebuild:us-east-1:111111111111:report-group/zero-trust-delivery-${kind}`;
    const reportsOf = (stage: string, action: string) => buildspecOf(delivery.projectOf(stage, action))['reports'];
    expect(reportsOf('Build', 'Synth')).toEqual({
      [group('gate')]: { files: ['junit.xml'], 'base-directory': 'cdk.out/gate', 'file-format': 'JUNITXML' },
    });
    for (const { name } of config.environments) {
      expect(reportsOf(name, 'Validate')).toEqual({
        [group('validation')]: { files: ['junit.xml'], 'base-directory': 'report', 'file-format': 'JUNITXML' },
      });
    }
    expect(delivery.resources('AWS::CodeBuild::ReportGroup').map(([, { Name: name }]) => name)).toEqual([
      'zero-trust-delivery-gate',
      'zero-trust-delivery-validation',
    ]);
    const writing = statements.filter(({ actions }) =>
      actions.some((action) => /^codebuild:.*(Report|Test)/.test(action)),
    );
    expect(writing.map(({ actions, resource }) => ({ actions, resource }))).toEqual(
      ['gate', 'validation'].map((kind) => ({
        actions: ['codebuild:BatchPutTestCases', 'codebuild:CreateReport', 'codebuild:UpdateReport'],
        resource: group(kind),
      })),
    );
  });

  test('ZT-07 write to the one encrypted log group, every one of them', () => {
    const [[group, properties] = [], ...more] = delivery
      .resources('AWS::Logs::LogGroup')
      .filter(([id]) => !id.startsWith('Closer'));
    expect(more).toEqual([]);
    const [[key] = []] = delivery.resources('AWS::KMS::Key').filter(([id]) => id.startsWith('LogsKey'));
    expect(properties).toMatchObject({ KmsKeyId: { 'Fn::GetAtt': [key, 'Arn'] }, RetentionInDays: 90 });
    const projects = delivery.resources('AWS::CodeBuild::Project');
    expect(projects.length).toBeGreaterThanOrEqual(6);
    for (const [id, project] of projects) {
      expect({ id, ...(project['LogsConfig'] as object) }).toEqual({
        id,
        CloudWatchLogs: { GroupName: { Ref: group }, Status: 'ENABLED' },
      });
      expect(project['Environment']).toMatchObject({ PrivilegedMode: false });
    }
  });
});

describe('the artifact store', () => {
  test('ZT-05 is encrypted with a key of ours that rotates every 90 days, like the logs', () => {
    const keys = delivery.resources('AWS::KMS::Key').filter(([, { KeySpec }]) => KeySpec === undefined);
    expect(keys.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).toSorted()).toEqual([
      'EvidenceKey',
      'LogsKey',
      'StoreKey',
    ]);
    for (const [, properties] of keys) expect(properties).toMatchObject(KEY);
    const [[store] = []] = keys.filter(([id]) => id.startsWith('StoreKey'));
    const [[bucket, properties] = []] = delivery
      .resources('AWS::S3::Bucket')
      .filter(([id]) => id.startsWith('StoreArtifacts'));
    expect(delivery.pipeline['ArtifactStores']).toEqual([
      {
        Region: 'us-east-1',
        ArtifactStore: {
          Type: 'S3',
          Location: { Ref: bucket },
          EncryptionKey: { Type: 'KMS', Id: { 'Fn::GetAtt': [store, 'Arn'] } },
        },
      },
    ]);
    expect(properties?.['BucketEncryption']).toEqual({
      ServerSideEncryptionConfiguration: [
        {
          BucketKeyEnabled: true,
          ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: { 'Fn::GetAtt': [store, 'Arn'] } },
        },
      ],
    });
  });

  test('keeps versions and lets nobody in from outside', () => {
    for (const [, properties] of delivery.resources('AWS::S3::Bucket')) {
      expect(properties).toMatchObject({
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      });
    }
  });
});

test('the whole template of the pipeline', () => {
  const masked = JSON.stringify(delivery.stack('Delivery').template)
    .replace(/\b[0-9a-f]{64}\b/g, '<asset>')
    .replace(/buildspec-[0-9a-f]+-/g, 'buildspec-<asset>-');
  expect(JSON.parse(masked)).toMatchSnapshot();
});
