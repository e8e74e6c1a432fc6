import { describe, expect, test } from '@jest/globals';
import type { RequestContext } from '../../lib/policy';
import { ALLOW_ALL, deliveredTarget, type Expected, NAMES, says, TLS } from './_helpers/asking';
import { identityPolicies } from './_helpers/identity-policies';

describe.each(NAMES)('in %s', (name) => {
  const { data, account, region, arn, dataKey, logsKey, secretsKey, bucket, secret, vpc, workload, encrypted } =
    deliveredTarget(name);

  describe('the role of the workload', () => {
    const policies = identityPolicies(data, data.one('AWS::IAM::Role', 'ProcessingWorkload'));
    const inside = { ...TLS, 'aws:SourceVpc': vpc, 'aws:ViaAWSService': 'false' };
    const elsewhere = { ...inside, 'aws:SourceVpc': 'vpc-other' };
    const outside = { ...TLS, 'aws:ViaAWSService': 'false' };
    const viaService = (name: string) => ({
      ...TLS,
      'aws:ViaAWSService': 'true',
      'kms:ViaService': `${name}.${region}.amazonaws.com`,
    });
    const put = { ...encrypted, ...inside };
    const incoming = `${bucket}/incoming/a.ndjson`;
    const processed = `${bucket}/processed/a.ndjson`;

    test.each<[string, Expected, string, string, RequestContext]>([
      ['reads what came in', 'allow', 's3:GetObject', incoming, inside],
      ['writes results with the data key', 'allow', 's3:PutObject', processed, put],
      ['writes what it cannot read', 'allow', 's3:PutObject', `${bucket}/quarantine/a.ndjson`, put],
      ['knows what is there', 'allow', 's3:ListBucket', bucket, inside],
      ['reads the key ring', 'allow', 'secretsmanager:GetSecretValue', secret, inside],
      ['uses the data key through S3', 'allow', 'kms:GenerateDataKey', dataKey, viaService('s3')],
      ['uses the data key through SQS', 'allow', 'kms:GenerateDataKey', dataKey, viaService('sqs')],
      [
        'uses the secrets key through Secrets Manager',
        'allow',
        'kms:Decrypt',
        secretsKey,
        viaService('secretsmanager'),
      ],
      ['sends dead letters', 'allow', 'sqs:SendMessage', arn('AWS::SQS::Queue', 'ProcessingWorkload'), outside],
      [
        'writes its log',
        'allow',
        'logs:PutLogEvents',
        `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/data-processing-${name}:log-stream:x`,
        outside,
      ],
    ])('%s', (_, expected, action, resource, context) => {
      expect(says(policies, workload, action, resource, context)).toBe(expected);
    });

    test.each<[string, string, string, RequestContext]>([
      ['change what came in', 's3:PutObject', incoming, put],
      ['delete what came in', 's3:DeleteObject', incoming, inside],
      ['write anywhere else in the bucket', 's3:PutObject', `${bucket}/other/a`, put],
      ['delete what it wrote', 's3:DeleteObject', processed, inside],
      ['read anywhere else in the bucket', 's3:GetObject', `${bucket}/other/a`, inside],
      ['send to another queue', 'sqs:SendMessage', arn('AWS::SQS::Queue', 'KeyRingRotation'), inside],
      ['change the bucket', 's3:PutBucketPolicy', bucket, inside],
      ['change the key ring', 'secretsmanager:PutSecretValue', secret, inside],
      ['read other secrets', 'secretsmanager:GetSecretValue', secret.replace('key-ring', 'other'), inside],
      ['use the data key directly', 'kms:Decrypt', dataKey, inside],
      ['use the secrets key for data', 'kms:Decrypt', secretsKey, { ...viaService('s3') }],
      ['use the logs key', 'kms:Decrypt', logsKey, viaService('s3')],
      ['read another bucket', 's3:GetObject', 'arn:aws:s3:::other/x', inside],
      [
        "write another function's log",
        'logs:PutLogEvents',
        `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/other:*`,
        inside,
      ],
      [
        'create a log group',
        'logs:CreateLogGroup',
        `arn:aws:logs:${region}:${account}:log-group:/aws/lambda/data-processing-${name}:*`,
        inside,
      ],
    ])('may not %s', (_, action, resource, context) => {
      expect(says(policies, workload, action, resource, context)).toBe('implicit deny');
    });

    describe('under another policy that allows everything', () => {
      const all = [...policies, ALLOW_ALL];

      test.each<[string, string, string, RequestContext]>([
        ['a put without encryption', 's3:PutObject', processed, inside],
        ['a put with SSE-S3', 's3:PutObject', processed, { ...inside, 's3:x-amz-server-side-encryption': 'AES256' }],
        [
          'a put with another key',
          's3:PutObject',
          processed,
          { ...put, 's3:x-amz-server-side-encryption-aws-kms-key-id': logsKey },
        ],
        [
          'a put with the data key in another way',
          's3:PutObject',
          processed,
          { ...put, 's3:x-amz-server-side-encryption': 'aws:kms:dsse' },
        ],
        ['a put from another VPC', 's3:PutObject', processed, { ...encrypted, ...elsewhere }],
        ['a get from outside any VPC', 's3:GetObject', incoming, outside],
        ['a listing from outside', 's3:ListBucket', bucket, outside],
        ['the data key from outside', 'kms:Decrypt', dataKey, outside],
        ['the secrets key from outside', 'kms:Decrypt', secretsKey, elsewhere],
        ['the key ring from outside', 'secretsmanager:GetSecretValue', secret, outside],
        ['another role of its account', 'sts:AssumeRole', `arn:aws:iam::${account}:role/admin`, inside],
        ["another account's role", 'sts:AssumeRole', 'arn:aws:iam::333333333333:role/data', inside],
      ])('ZT-09 is refused %s', (_, action, resource, context) => {
        expect(says(all, workload, action, resource, context)).toBe('explicit deny');
      });

      test.each<[string, string, string, RequestContext]>([
        ['a put with the data key from inside', 's3:PutObject', processed, put],
        ['S3 using the data key for it', 'kms:GenerateDataKey', dataKey, viaService('s3')],
        ['Secrets Manager using the secrets key for it', 'kms:Decrypt', secretsKey, viaService('secretsmanager')],
        [
          "Lambda decrypting its environment with Lambda's key, from outside",
          'kms:Decrypt',
          `arn:aws:kms:${region}:${account}:key/aws-lambda`,
          outside,
        ],
        [
          'delivery of its log from outside',
          'logs:PutLogEvents',
          `arn:aws:logs:${region}:${account}:log-group:x:*`,
          outside,
        ],
        [
          'delivery of dead letters from outside',
          'sqs:SendMessage',
          arn('AWS::SQS::Queue', 'ProcessingWorkload'),
          outside,
        ],
      ])('ZT-09 is not refused %s', (_, action, resource, context) => {
        expect(says(all, workload, action, resource, context)).toBe('allow');
      });
    });
  });
});
