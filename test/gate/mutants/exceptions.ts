import { describe, expect, test } from '@jest/globals';
import type { Place, Workbench } from './mutant';
import type { SaidBy } from './outsiders';

/** Every Deny that a rule asks for, with every form of exception: each makes it narrower than what it is for. */

type Statement = Record<string, unknown>;
type Condition = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const conditionOf = (statement: Statement): Condition => (statement['Condition'] ?? {}) as Condition;

/** One more entry of the condition; under an operator that is there, beside what it says. */
const also = (operator: string, key: string, value: unknown) => (statement: Statement) => {
  const condition = conditionOf(statement);
  statement['Condition'] = { ...condition, [operator]: { ...condition[operator], [key]: value } };
};

const instead = (name: string, inverse: string, value: unknown) => (statement: Statement) => {
  delete statement[name];
  statement[inverse] = value;
};

/** Forms of an exception in any Deny. */
export const EXCEPTIONS: Readonly<Record<string, (statement: Statement) => void>> = {
  'for some addresses': also('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24'),
  'for some addresses, if there': also('NotIpAddressIfExists', 'aws:SourceIp', '203.0.113.0/24'),
  'for a tag': also('StringNotEquals', 'aws:PrincipalTag/break-glass', 'yes'),
  'for a role': also('ArnNotLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/break-glass'),
  'for an account': also('StringNotEquals', 'aws:PrincipalAccount', '999999999999'),
  'for whoever names himself': also('Null', 'aws:userid', 'true'),
  'for a second factor': also('BoolIfExists', 'aws:MultiFactorAuthPresent', 'false'),
  'for a while': also('DateGreaterThan', 'aws:CurrentTime', '2030-01-01T00:00:00Z'),
  'for a client': also('StringNotLike', 'aws:UserAgent', 'ops*'),
  'for an endpoint': also('StringNotEquals', 'aws:SourceVpce', 'vpce-1'),
  'for a key that nobody knows': also('StringNotEquals', 'x:y', 'z'),
  'for other actions': (statement) => {
    statement['Action'] = ['s3:GetBucketTagging', 'sqs:GetQueueUrl', 'sns:Subscribe', 'kms:DescribeKey'];
  },
  'for what is not named': instead('Action', 'NotAction', [
    's3:Put*',
    'sqs:SendMessage',
    'sns:P*',
    'kms:Decrypt',
    'dynamodb:P*',
  ]),
  'for a folder': (statement) => {
    statement['Resource'] = 'arn:aws:s3:::somewhere-else/*';
  },
  'for all but a resource': instead('Resource', 'NotResource', ['arn:aws:*:*:*:*', '*']),
};

/** Exceptions that only the policy of a resource can make. */
export const EXCEPTIONS_OF_RESOURCES: Readonly<Record<string, (statement: Statement) => void>> = {
  'for somebody': instead('Principal', 'NotPrincipal', { AWS: 'arn:aws:iam::999999999999:root' }),
  'for all but one': (statement) => {
    statement['Principal'] = { AWS: 'arn:aws:iam::222222222222:root' };
  },
};

/** Exceptions in a condition that says what a value must not be. */
const OF_VALUES: Readonly<Record<string, (statement: Statement) => void>> = {
  'for a second value': (statement) => {
    for (const [operator, keys] of Object.entries(conditionOf(statement))) {
      if (!operator.includes('Not')) continue;
      const [[key = '', value] = []] = Object.entries(keys);
      also(operator, key, [value, 'another'])(statement);
    }
  },
  'for requests without the value': (statement) => {
    const { StringNotEquals: keys, ...rest } = conditionOf(statement);
    statement['Condition'] = { ...rest, ...(keys && { 'ForAnyValue:StringNotEquals': keys }) };
  },
  'for what a variable says': (statement) => {
    const [[key = ''] = []] = Object.entries(conditionOf(statement)['StringNotEquals'] ?? {});
    also('StringNotEquals', key, '${aws:PrincipalTag/value}')(statement);
  },
  'for what the deployment knows': (statement) => {
    const [[key = ''] = []] = Object.entries(conditionOf(statement)['StringNotEquals'] ?? {});
    also('StringNotEquals', key, '{{resolve:ssm:/value}}')(statement);
  },
};

interface Where {
  readonly rule: string;
  /** Logical id and type of what has the policy. */
  readonly at: readonly [prefix: string, type: string];
  /** @default 'PolicyDocument' */
  readonly property?: string;
  /** What stands in the statement. */
  readonly says: string;
  readonly place?: Place;
  readonly values?: true;
}

const BUCKET = 'AWS::S3::BucketPolicy';
const EVIDENCE = {
  rule: 'ZT-08-LockedBucketRefusesOtherKeys',
  at: ['EvidenceBucketPolicy', BUCKET],
  place: 'pipeline',
} as const;

const PLACES: Readonly<Record<string, Where>> = {
  'a bucket without TLS': { rule: 'ZT-08-BucketsGuarded', at: ['StorageDataPolicy', BUCKET], says: 'SecureTransport' },
  'a bucket with old TLS': { rule: 'ZT-08-BucketsGuarded', at: ['AuditBucketPolicy', BUCKET], says: 'TlsVersion' },
  'a queue without TLS': {
    rule: 'ZT-05-QueuesGuarded',
    at: ['ProcessingWorkloadDeadLettersPolicy', 'AWS::SQS::QueuePolicy'],
    says: 'SecureTransport',
  },
  'a topic without TLS': {
    rule: 'ZT-13-AlarmsReachSomebody',
    at: ['AlarmsTopicPolicy', 'AWS::SNS::TopicPolicy'],
    says: 'SecureTransport',
  },
  'a table without TLS': {
    rule: 'ZT-05-TablesGuarded',
    at: ['AddedVisitsTable', 'AWS::DynamoDB::Table'],
    property: 'ResourcePolicy.PolicyDocument',
    says: 'SecureTransport',
  },
  'a workload that uses a table from elsewhere': {
    rule: 'ZT-05-TablesGuarded',
    at: ['ProcessingWorkloadPermissions', 'AWS::IAM::ManagedPolicy'],
    says: 'RefuseTableOutsideTheVpc',
    values: true,
  },
  'objects without encryption': {
    rule: 'ZT-08-DataBucketRefusesOtherKeys',
    at: ['StorageDataPolicy', BUCKET],
    says: 'RefuseUnencryptedPut',
    values: true,
  },
  'objects under another key': {
    rule: 'ZT-08-DataBucketRefusesOtherKeys',
    at: ['StorageDataPolicy', BUCKET],
    says: 'RefuseAnotherKey',
    values: true,
  },
  'a workload outside of the VPC': {
    rule: 'ZT-09-WorkloadDenies',
    at: ['ProcessingWorkloadPermissions', 'AWS::IAM::ManagedPolicy'],
    says: 'RefuseOutsideTheVpc',
    values: true,
  },
  'a workload that names another key': {
    rule: 'ZT-09-WorkloadDenies',
    at: ['ProcessingWorkloadPermissions', 'AWS::IAM::ManagedPolicy'],
    says: 'RefuseAnotherKey',
    values: true,
  },
  'evidence that is encrypted otherwise': { ...EVIDENCE, says: 'RefuseAnotherEncryption' },
  'evidence under another key': { ...EVIDENCE, says: 'RefuseAnotherKey' },
  'evidence under the key of S3': { ...EVIDENCE, says: 'RefuseTheKeyOfS3' },
  'evidence under a key of its writer': { ...EVIDENCE, says: 'RefuseKeysOfWriters' },
};

/** The one statement that says something. */
const statementOf = (bench: Workbench, { at: [prefix, type], property = 'PolicyDocument', says }: Where): Statement => {
  const found = bench.statements(prefix, type, property).filter((each) => JSON.stringify(each).includes(says));
  const [only, ...more] = found;
  if (only === undefined || more.length > 0) throw new Error(`there are ${found.length} statements with ${says}`);
  return only;
};

/** Tests of all of them. */
export const describeExceptions = (saidBy: SaidBy): void => {
  describe.each(Object.entries(PLACES))('the Deny of %s', (_, where) => {
    const ofResource = where.at[1] !== 'AWS::IAM::ManagedPolicy';
    const forms = { ...EXCEPTIONS, ...(ofResource && EXCEPTIONS_OF_RESOURCES), ...(where.values && OF_VALUES) };

    test.each(Object.entries(forms))('has no exception %s', (_what, change) => {
      expect(saidBy(where.rule, (bench) => change(statementOf(bench, where)), where.place)).not.toEqual([]);
    });

    test('is there', () => {
      const drop = (bench: Workbench) => {
        statementOf(bench, where)['Action'] = 'x:Nothing';
      };
      expect(saidBy(where.rule, drop, where.place)).not.toEqual([]);
    });
  });

  test('the evidence as it was, which asked for its key only where one is named', () => {
    const said = saidBy(
      EVIDENCE.rule,
      (bench) => {
        const statements = bench.statements('EvidenceBucketPolicy', BUCKET, 'PolicyDocument');
        const kept = statements.filter(({ Sid: sid }) => sid !== 'RefuseTheKeyOfS3' && sid !== 'RefuseKeysOfWriters');
        statements.splice(0, statements.length, ...kept);
      },
      'pipeline',
    );
    expect(said.map((each) => each.replace(/ \(s3:.*$/, ''))).toEqual([
      'its policy does not refuse objects under the key that AWS manages for S3, which is used where aws:kms and no key is named',
      'its policy does not refuse objects under a key that the writer brings along',
    ]);
  });
};
