import { adding, allowing, BUCKET, bucketPolicy, FUNCTION, KEY, setting, trust, workload } from './faults';
import type { Mutant, Workbench } from './mutant';

/** In roles, logs, alarms and templates, what somebody who knows the rules would try: faults beside the property that a rule looks at first. */
export const HOLES_IN_ROLES: readonly Mutant[] = [
  setting(
    'ZT-09-WorkloadDenies',
    'the environment of the workload takes the data key',
    'ProcessingWorkloadFunction',
    FUNCTION,
    'KmsKeyArn',
    {
      'Fn::GetAtt': ['DataKey17AFBB84', 'Arn'],
    },
  ),
  setting(
    'ZT-09-WorkloadDenies',
    'a secret stands in the environment of the workload',
    'ProcessingWorkloadFunction',
    FUNCTION,
    'Environment.Variables.TOKEN',
    '{{resolve:secretsmanager:key-ring-dev}}',
  ),
  ...(
    [
      ['change the policy of its bucket', 's3:PutBucketPolicy'],
      ['expire its data', 's3:PutLifecycleConfiguration'],
      ['copy data to somebody', 's3:ReplicateObject'],
      ['let others invoke functions', 'lambda:AddPermission'],
      ['change whom roles trust', 'iam:UpdateAssumeRolePolicy'],
      ['stop a rotation', 'secretsmanager:CancelRotateSecret'],
      ['silence an alarm', 'cloudwatch:DisableAlarmActions'],
    ] as const
  ).map(([what, Action]) =>
    allowing('ZT-09-RolesKeepToTheirResources', `the workload may ${what}`, workload, { Action, Resource: '*' }),
  ),
  adding('ZT-09-RolesKeepToTheirResources', 'AWS::IAM::User', 'a user appears'),
  adding('ZT-09-RolesKeepToTheirResources', 'AWS::IAM::AccessKey', 'a key appears that never expires'),
  adding(
    'ZT-09-RolesKeepToTheirResources',
    'AWS::IAM::ManagedPolicy',
    'a policy is given to a role that stands in no template',
    { Roles: ['Admin'], PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' }] } },
  ),
  {
    fault: "any role of its account may become the workload's",
    rule: 'ZT-09-RolesTrustNobodyElse',
    break: (target) =>
      trust(target).push({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:root' } },
      }),
  },
  {
    fault: "a role of its account with a tag may become the workload's",
    rule: 'ZT-09-RolesTrustNobodyElse',
    break: (target) =>
      trust(target).push({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: '222222222222' },
        Condition: { StringEquals: { 'aws:PrincipalTag/team': 'ops' } },
      }),
  },
  allowing('ZT-09-RolesKeepToTheirResources', 'the workload may decrypt by itself when it has a tag', workload, {
    Action: 'kms:Decrypt',
    Resource: { 'Fn::GetAtt': ['DataKey17AFBB84', 'Arn'] },
    Condition: { StringEquals: { 'aws:PrincipalTag/team': 'ops' } },
  }),
  {
    fault: "a machine may become the workload's role",
    rule: 'ZT-09-RolesTrustNobodyElse',
    break: (target) =>
      trust(target).push({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }),
  },
  setting('ZT-09-FunctionsInvokedByOwn', 'S3 may change the workload', 'StorageMayInvoke', '', 'Action', 'lambda:*'),
  setting(
    'ZT-10-SecretsRotate',
    'a secret is copied to another region',
    'KeyRing',
    'AWS::SecretsManager::Secret',
    'ReplicaRegions',
    [{ Region: 'eu-west-1' }],
  ),
  ...(
    [
      [
        'ZT-05-KeysKnowTheirUsers',
        'CloudWatch Logs may do everything with the logs key',
        'Enable CloudWatch Logs',
        { Action: 'kms:*' },
      ],
      [
        'ZT-05-KeysKnowTheirUsers',
        'CloudTrail may do everything with the logs key',
        'Enable CloudTrail',
        { Action: '*' },
      ],
      [
        'ZT-05-KeysKnowTheirUsers',
        'whoever names our log groups may use the logs key',
        'Enable CloudWatch Logs',
        { Principal: '*' },
      ],
    ] as const
  ).map(([rule, fault, sid, change]) => ({
    fault,
    rule,
    break: (target: Workbench) => {
      const statement = target.statements('LogsKey', KEY, 'KeyPolicy').find(({ Sid }) => Sid === sid);
      if (statement === undefined) throw new Error(`there is no statement ${sid}`);
      Object.assign(statement, change);
    },
  })),
  ...(
    [
      ['ZT-11-FlowLogs', 'the flow logs', 'NetworkFlowLogRole'],
      ['ZT-12-TrailRecordsData', 'the trail', 'AuditRole'],
    ] as const
  ).flatMap(([rule, whose, prefix]) => [
    {
      fault: `nobody can become the role of ${whose}`,
      rule,
      break: (target: Workbench) =>
        void target.statements(prefix, 'AWS::IAM::Role', 'AssumeRolePolicyDocument').splice(0, 1),
    },
    {
      fault: `the role of ${whose} is assumed for every account`,
      rule,
      break: (target: Workbench) => {
        for (const each of target.statements(prefix, 'AWS::IAM::Role', 'AssumeRolePolicyDocument'))
          delete each['Condition'];
      },
    },
  ]),
  {
    fault: 'the workload may use the data key by itself',
    rule: 'ZT-09-RolesKeepToTheirResources',
    break: (target) => {
      for (const each of workload(target)) if (each['Sid'] === 'UseDataKeyThroughS3') delete each['Condition'];
    },
  },
  allowing('ZT-09-RolesKeepToTheirResources', 'the workload writes to every log group', workload, {
    Action: 'logs:PutLogEvents',
    Resource: '*',
  }),
  {
    fault: 'the workload may not write its log',
    rule: 'ZT-07-LogGroupsBeforeWriters',
    break: (target) => {
      const statements = workload(target);
      statements.splice(
        statements.findIndex((each) => JSON.stringify(each).includes('logs:PutLogEvents')),
        1,
      );
    },
  },
  {
    fault: 'the topic is reached without TLS',
    rule: 'ZT-13-AlarmsReachSomebody',
    break: (target) => {
      const statements = target.statements('AlarmsTopicPolicy', '', 'PolicyDocument');
      statements.splice(
        statements.findIndex((each) => JSON.stringify(each).includes('SecureTransport')),
        1,
      );
    },
  },
  {
    fault: 'a helper may do everything with the data bucket',
    rule: 'ZT-08-BucketsGuarded',
    break: (target) => {
      for (const each of bucketPolicy(target).filter(({ Effect }) => Effect === 'Allow')) each['Action'] = 's3:*';
    },
  },
  adding('ZT-10-SecretsRotate', 'AWS::SecretsManager::ResourcePolicy', 'one other account may read a secret', {
    SecretId: { Ref: 'KeyRing8DA97F45' },
    ResourcePolicy: {
      Statement: [{ Effect: 'Allow', Action: 'secretsmanager:*', Principal: { AWS: '555555555555' }, Resource: '*' }],
    },
  }),
  {
    fault: 'the flow log may not write',
    rule: 'ZT-11-FlowLogs',
    break: (target) => target.remove('NetworkFlowLogPermissions'),
  },
  {
    fault: 'the trail leaves out what happens to keys',
    rule: 'ZT-12-TrailRecordsData',
    break: (target) => {
      const selectors = target.one('AuditTrail').Properties['EventSelectors'] as Record<string, unknown>[];
      for (const each of selectors) each['ExcludeManagementEventSources'] = ['kms.amazonaws.com'];
    },
  },
  {
    fault: 'the trail may not write to its log group',
    rule: 'ZT-12-TrailRecordsData',
    break: (target) => target.remove('AuditPermissions'),
  },
  setting(
    'ZT-13-AlarmsReachSomebody',
    'an alarm waits for a day of failures',
    'AlarmsdataprocessingErrors',
    '',
    'EvaluationPeriods',
    288,
  ),
  setting(
    'ZT-13-AlarmsReachSomebody',
    'an alarm looks at the least of all values',
    'AlarmsdataprocessingErrors',
    '',
    'Statistic',
    'Minimum',
  ),
  {
    fault: 'an alarm is on a metric that nobody writes',
    rule: 'ZT-13-AlarmsReachSomebody',
    break: (target) => {
      const { Dimensions } = target.one('AlarmsdataprocessingErrors').Properties;
      (Dimensions as object[]).push({ Name: 'Resource', Value: 'data-processing-dev:never' });
    },
  },
  setting(
    'ZT-13-EventsOfKeysAndSecrets',
    'the rule for keys listens where no event of AWS comes',
    'AlarmsEndangeredKey',
    '',
    'EventBusName',
    'another',
  ),
  adding('ZT-14-Tags', 'AWS::CodeBuild::ReportGroup', 'a resource of a kind that nobody has used here has no tags'),
  adding('ZT-14-Tags', 'AWS::Athena::WorkGroup', 'another one has no tags'),
  {
    fault: 'data moves to Intelligent-Tiering after ten years',
    rule: 'ZT-16-IntelligentTiering',
    break: (target) => {
      const { Rules: rules } = target.one('StorageData6', BUCKET).Properties['LifecycleConfiguration'] as {
        Rules: { Transitions?: Record<string, unknown>[] }[];
      };
      for (const each of rules.flatMap(({ Transitions: transitions = [] }) => transitions))
        each['TransitionInDays'] = 3650;
    },
  },
];
