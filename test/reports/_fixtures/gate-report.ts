import type {
  AcknowledgedFinding,
  GateFinding,
  GateReport,
  ReportedRule,
  ReportedStack,
  RuleInStack,
} from '../../../lib/contract/gate-report';

/** A name that would be markup, an attribute's end, and a lie in the direction of reading. */
export const HOSTILE = '"><script>alert(1)</script>\u202Egnp.exe';

const stack = (
  path: string,
  stackName: string,
  account: string,
  resources: number,
  environment?: string,
): ReportedStack => ({
  path,
  stackName,
  ...(environment !== undefined && { environment }),
  account,
  region: 'us-east-1',
  template: `${path.replaceAll('/', '')}.template.json`,
  sha256: `${resources}`.padStart(4, '0').repeat(16),
  resources,
});

const STACKS: readonly ReportedStack[] = [
  stack('Delivery', 'delivery-pipeline', '111111111111', 84),
  stack('Delivery/dev/Data', 'data-dev', '222222222222', 71, 'dev'),
  stack('Delivery/prod/Data', 'data-prod', '444444444444', 71, 'prod'),
  stack('Delivery/staging/Data', 'data-staging', '333333333333', 71, 'staging'),
];

const everywhere = (resources: number): readonly RuleInStack[] =>
  STACKS.map(({ path }) => ({ stack: path, applied: true, resources }));

const targetsOnly = (resources: number): readonly RuleInStack[] =>
  STACKS.map(({ path, environment }) =>
    environment === undefined
      ? { stack: path, applied: false, because: 'it asks about targets, and this is the pipeline' }
      : { stack: path, applied: true, resources },
  );

const rule = (
  pack: string,
  id: string,
  requires: string,
  hipaa: readonly string[],
  stacks: ReportedRule['stacks'],
) => ({
  pack,
  id,
  requires,
  hipaa,
  stacks,
  ...(pack === 'ZeroTrust' && {
    source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
  }),
});

const RULES: readonly ReportedRule[] = [
  rule('AwsSolutions', 'AwsSolutions-IAM5', 'Policies grant no wildcards without evidence.', [], everywhere(12)),
  rule('AwsSolutions', 'AwsSolutions-S1', 'Buckets have server access logs.', [], everywhere(3)),
  rule(
    'HIPAA.Security',
    'HIPAA.Security-CloudWatchLogGroupEncrypted',
    'Log groups are encrypted with a customer-managed key.',
    ['164.312(a)(2)(iv)', '164.312(e)(2)(ii)'],
    everywhere(5),
  ),
  rule(
    'HIPAA.Security',
    'HIPAA.Security-IAMNoInlinePolicy',
    'Users, roles and groups have no inline policies.',
    ['164.308(a)(3)(i)', '164.308(a)(4)(ii)(A)', '164.312(a)(1)'],
    everywhere(9),
  ),
  rule(
    'HIPAA.Security',
    'HIPAA.Security-S3BucketReplicationEnabled',
    'Buckets are replicated.',
    ['164.308(a)(7)(ii)(A)'],
    everywhere(3),
  ),
  rule(
    'ZeroTrust',
    'ZT-06-LogsKeyLetsCloudWatchLogsIn',
    'The logs key lets CloudWatch Logs use it for the log groups of this account, and for nobody else’s.',
    ['164.312(a)(2)(iv)', '164.312(b)'],
    targetsOnly(5),
  ),
  rule(
    'ZeroTrust',
    'ZT-07-LogGroupsEncryptedAndKept',
    'Every log group is encrypted and keeps 90 days.',
    ['164.312(b)'],
    everywhere(5),
  ),
];

const FINDINGS: readonly GateFinding[] = [
  ...['dev', 'prod', 'staging'].map((environment) => ({
    pack: 'ZeroTrust',
    rule: 'ZT-06-LogsKeyLetsCloudWatchLogsIn',
    finding: 'ZT-06-LogsKeyLetsCloudWatchLogsIn',
    stack: `Delivery/${environment}/Data`,
    resource: `Delivery/${environment}/Data/Keys/Logs/Resource`,
    logicalId: 'KeysLogs93A4F5B1',
    because: 'the key policy does not let logs.us-east-1.amazonaws.com use the key for log groups of this account',
    fix: 'add the statement “Enable CloudWatch Logs” of lib/stacks/constructs/keys.ts to the key policy',
    at: { file: 'lib/stacks/constructs/keys.ts', line: 41 },
  })),
  {
    pack: 'AwsSolutions',
    rule: 'AwsSolutions-S1',
    finding: 'AwsSolutions-S1',
    stack: 'Delivery/dev/Data',
    resource: `Delivery/dev/Data/${HOSTILE}/Resource`,
    logicalId: 'Scratch0F1D2C3B',
    because: 'The S3 Bucket has server access logs disabled.',
    at: { file: 'lib/stacks/data-stack.ts', line: 77 },
  },
];

const excused = (
  environments: readonly string[],
  { pack, rule: id, detail }: { readonly pack: string; readonly rule: string; readonly detail?: string },
  acknowledgement: AcknowledgedFinding['acknowledgement'],
): readonly AcknowledgedFinding[] =>
  environments.map((environment) => ({
    pack,
    rule: id,
    finding: detail === undefined ? id : `${id}[${detail}]`,
    stack: `Delivery/${environment}/Data`,
    resource: `Delivery/${environment}/Data/AccessLogs/Resource`,
    logicalId: 'AccessLogs8B620ECA',
    because: 'The S3 Bucket does not have replication enabled.',
    acknowledgement,
  }));

const ACKNOWLEDGED: readonly AcknowledgedFinding[] = [
  ...excused(
    ['dev', 'prod', 'staging'],
    { pack: 'HIPAA.Security', rule: 'HIPAA.Security-S3BucketReplicationEnabled' },
    {
      reason:
        'Access logs are kept in the region they were written in: they hold no health information, and the trail is the record that counts.',
      owner: 'data-platform',
      expires: '2027-03-31',
      ticket: 'https://tickets.example.com/SEC-112',
    },
  ),
  ...excused(
    ['dev', 'prod', 'staging'],
    { pack: 'AwsSolutions', rule: 'AwsSolutions-IAM5', detail: 'Resource::<DataBucket.Arn>/incoming/*' },
    {
      reason:
        'The function reads every object below incoming/ and only there: object names are not known before they arrive.',
      owner: 'security@example.com',
      expires: '2026-12-12',
      ticket: 'SEC-98',
    },
  ),
];

const PACKS: GateReport['packs'] = ['AwsSolutions', 'HIPAA.Security', 'ZeroTrust', 'CloudFormation-Validate'].map(
  (name, index) => ({
    name,
    version: ['3.0.2', '3.0.2', '0.1.0', '2.276.0'][index] ?? '',
    ...(index < 3 && { rules: RULES.filter(({ pack }) => pack === name).length }),
    looked: Object.fromEntries(STACKS.map(({ path, resources }) => [path, index < 2 ? resources - 1 : resources])),
    ...(index < 2 && {
      leftOut: STACKS.slice(1, 2).map(({ path }) => ({
        stack: path,
        logicalId: 'CDKMetadata',
        type: 'AWS::CDK::Metadata',
        because: 'it is no resource of AWS',
      })),
    }),
  }),
);

/** A report that says no: findings in every environment, one of them with a hostile name, an objection and a warning. */
export const NO: GateReport = {
  schema: 1,
  application: 'zero-trust-delivery',
  verdict: 'no',
  objections: [
    'the acknowledgement of AwsSolutions-SMG4 on Delivery/dev/Data/Secrets/Key matches nothing any more: take it out of the register',
  ],
  warnings: ['the acknowledgement of AwsSolutions-IAM5 by security@example.com ends on 2026-12-12'],
  packs: PACKS,
  rules: RULES,
  stacks: STACKS,
  findings: FINDINGS,
  acknowledged: ACKNOWLEDGED,
};

/** The same without what stood against it. */
export const YES: GateReport = { ...NO, verdict: 'yes', objections: [], warnings: [], findings: [] };
