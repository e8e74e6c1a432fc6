import { describe, expect, test } from '@jest/globals';
import { parseRegister, parseWholeRegister } from '../../../lib/gate/register/read-register';
import { reviewRegister } from '../../../lib/gate/register/review-register';
import { explained } from '../../../lib/gate/report/explain/explain';

const explain = (finding: string, seen?: Parameters<typeof explained>[2]) => explained(finding, process.cwd(), seen);
const place = {
  environment: 'dev',
  account: '222222222222',
  region: 'us-east-1',
  partition: 'aws',
  stackName: 'data-dev',
};
const SEEN = {
  found: [
    {
      finding: 'AwsSolutions-IAM5[Resource::arn:aws:s3:::a-222222222222/*]',
      resource: 'P/dev/Data/Role/Policy/Resource',
    },
    { finding: 'AwsSolutions-IAM5[Action::s3:*]', resource: 'P/dev/Data/Role/Policy/Resource' },
  ],
  stacks: [
    { path: 'P', place, resources: [], has: () => false },
    { path: 'P/dev/Data', place, resources: [], has: () => false },
  ],
};

describe('a finding is explained', () => {
  test('of our rules, by id or requirement', () => {
    expect(explain('ZT-09').match(/^ZT-09-/gm)).toHaveLength(7);
    expect(explain('ZT-16-IntelligentTiering')).toContain('source:   https://docs.aws.amazon.com/');
    expect(explain('ZT-16')).toContain('acknowledge: no.');
  });

  test('of a property that nobody judges, with an entry to paste', () => {
    const text = explain('ZT-00-NothingUnjudged');
    const entry = text.slice(text.indexOf('<cause'));
    expect(parseWholeRegister(entry, 'r.yaml').allowances).toMatchObject([{ type: '<type of CloudFormation>' }]);
  });

  test("of cdk-nag, in the pack's words, with its HIPAA controls and a cure", () => {
    const text = explain('HIPAA.Security-S3DefaultEncryptionKMS');
    expect(text).toContain('is:       The S3 Bucket is not encrypted with a KMS Key by default');
    expect(text).toContain('HIPAA:    164.312(a)(2)(iv), 164.312(e)(2)(ii)');
    expect(text).toContain('fix:      Set encryption to BucketEncryption.KMS');
    expect(text).toContain('found on: not known, there is no report of a synthesis');
  });

  test('in full, with the resources that have it and an entry that says where', () => {
    const text = explain('AwsSolutions-IAM5[Resource::arn:aws:s3:::a-222222222222/*]', SEEN);
    expect(text).toContain('    P/dev/Data/Role/Policy/Resource');
    expect(text).toContain('- finding: AwsSolutions-IAM5[Resource::arn:aws:s3:::a-{account}/*]');
    expect(text).toContain('stack: Data');
    expect(text).toContain('- Role/Policy/Resource');
    expect(text).not.toContain('Action::s3');
  });

  test('by its bare rule, with the findings that can be acknowledged', () => {
    const text = explain('AwsSolutions-IAM5', SEEN);
    expect(text).toContain('P/dev/Data/Role/Policy/Resource: AwsSolutions-IAM5[Action::s3:*]');
    expect(text.match(/- finding: /g)).toHaveLength(2);
    expect(text).not.toContain('- finding: AwsSolutions-IAM5\n');
  });

  test('with the names that others gave in their places', () => {
    const finding = 'AwsSolutions-S1';
    const found = [{ finding, resource: 'P/dev/Data/x\ngate: yes. no findings' }];
    const text = explain(finding, { ...SEEN, found });
    expect(text).toContain('    P/dev/Data/x⟨U+000A⟩gate: yes. no findings');
    expect(text).toContain('- "x\\ngate: yes. no findings"');
    expect(text).not.toMatch(/^ *gate:/m);
  });

  test('as found nowhere where the report has none', () => {
    expect(explain('AwsSolutions-S1', SEEN)).toContain('found on: nothing');
  });
});

test('the entry to paste can be read, and is refused until a person has filled it in', () => {
  const text = explain('AwsSolutions-IAM5[Action::s3:*]', SEEN);
  const register = parseRegister(text.slice(text.indexOf('<cause')), 'r.yaml');
  expect(register).toMatchObject([{ finding: 'AwsSolutions-IAM5[Action::s3:*]', stack: 'Data' }]);
  const objections = reviewRegister(register, '2026-11-23').objections.join('\n');
  for (const flaw of ['still has a placeholder', 'no owner', 'no ticket', 'its expiry must be a day']) {
    expect(objections).toContain(flaw);
  }
});

test.each([
  ['HIPAA.Security-LambdaConcurency', 'did you mean HIPAA.Security-LambdaConcurrency'],
  ['AwsSolutions-IAM55', 'did you mean AwsSolutions-IAM5'],
  ['ZT-06-LogsKeyLetsCloudwatchIn', 'did you mean ZT-06-LogsKeyLetsCloudWatchLogsIn'],
  ['zt-06', 'no rule is called "zt-06": did you mean ZT-06'],
  ['ZT-99', 'no rule is called "ZT-99"'],
  ['', 'no rule is called ""'],
])('fails to explain %j with what is near', (finding, message) => {
  expect(() => explain(finding)).toThrow(message);
});
