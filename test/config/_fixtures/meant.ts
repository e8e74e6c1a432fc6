import { type draft, environment, target } from './refused';

export const connection = (partition: string, service: string, account: string, region = 'us-east-1'): string =>
  `arn:${partition}:${service}:${region}:${account}:connection/00000000-0000-0000-0000-000000000000`;

type Draft = ReturnType<typeof draft>;

/** The same of what somebody has misspelt, or meant otherwise. */
export const meant: readonly (readonly [title: string, change: (draft: Draft) => unknown, problem: string])[] = [
  [
    'a misspelt key',
    (it) => Object.assign(environment(it, 'dev'), { alarmMail: 'ops@example.com' }),
    'environments.dev.alarmMail is not a setting, got "ops@example.com": did you mean alarmEmail? edit delivery.config.ts',
  ],
  [
    'a misspelt key of one kind of source',
    (it) => Object.assign(it.source, { trigers: {} }),
    'source.trigers is not a setting, got {}: did you mean triggers? edit delivery.config.ts',
  ],
  [
    'a key of another kind of source',
    (it) => Object.assign(it, { source: { kind: 's3', bucket: 'my-source', key: 'source.zip', branch: 'main' } }),
    'source.branch is not a setting, got "main": remove it from delivery.config.ts; lib/config/schema.ts lists the settings',
  ],
  [
    'a misspelt key of a setting that may be left out',
    (it) => Object.assign(environment(it, 'dev'), { tokenize: { feilds: ['ssn'] } }),
    'environments.dev.tokenize.feilds is not a setting, got ["ssn"]: did you mean fields? edit delivery.config.ts',
  ],
  [
    'a misspelt key in a list',
    (it) => Object.assign(target(it, 'dev'), { s3PrefixList: 'pl-63a5400a' }),
    'environments.dev.targets[0].s3PrefixList is not a setting, got "pl-63a5400a": did you mean s3PrefixListId? edit delivery.config.ts',
  ],
  [
    'a misspelt value',
    (it) => Object.assign(environment(it, 'prod'), { approval: 'requierd' }),
    'environments.prod.approval must be one of "none", "required", got "requierd": did you mean required? edit delivery.config.ts',
  ],
  [
    'one of some numbers in quotes',
    (it) => Object.assign(environment(it, 'prod'), { logRetentionDays: '180' }),
    'environments.prod.logRetentionDays must be of type number, got "180": write 180 without quotes',
  ],
  [
    'any number in quotes',
    (it) => Object.assign(environment(it, 'prod'), { auditRetentionDays: '2192' }),
    'environments.prod.auditRetentionDays must be a whole number of days, got "2192": write 2192 without quotes',
  ],
  [
    'a part of a day',
    (it) => Object.assign(environment(it, 'prod'), { auditRetentionDays: 1.5 }),
    'environments.prod.auditRetentionDays must be a whole number of days, got 1.5: edit delivery.config.ts',
  ],
  [
    'a big integer',
    (it) => Object.assign(environment(it, 'prod'), { auditRetentionDays: 2192n }),
    'environments.prod.auditRetentionDays must be a whole number of days, got "2192n": edit delivery.config.ts',
  ],
  [
    'a truth in quotes',
    (it) => Object.assign(it, { evidence: { trial: 'true' } }),
    'evidence.trial must be of type boolean, got "true": write true without quotes',
  ],
  [
    'one text instead of a list',
    (it) => Object.assign(environment(it, 'dev'), { tokenize: { fields: 'ssn' } }),
    'environments.dev.tokenize.fields must be of type array, got "ssn": put it in brackets, ["ssn"]',
  ],
  [
    'a statement that allows',
    (it) =>
      Object.assign(environment(it, 'dev'), {
        organization: {
          id: 'o-a1b2c3d4e5',
          endpointPolicy: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
        },
      }),
    'environments.dev.organization.endpointPolicy[0].Effect must be "Deny": what endpoints allow is this account alone (ZT-03), got "Allow": edit delivery.config.ts',
  ],
  [
    'a long value, of which the beginning is shown',
    (it) => Object.assign(it, { deploy: 'x'.repeat(500) }),
    `deploy is not a setting, got "${'x'.repeat(199)}…: remove it from delivery.config.ts; lib/config/schema.ts lists the settings`,
  ],
  [
    'a branch in the long form of git',
    (it) => Object.assign(it.source, { branch: 'refs/heads/main' }),
    'source.branch must be the name of a branch alone, without refs/heads/, got "refs/heads/main": edit delivery.config.ts',
  ],
  [
    'a trigger in the long form of git',
    (it) => Object.assign(it.source, { triggers: { tags: { includes: ['v*', 'refs/tags/v*'] } } }),
    'source.triggers.tags.includes must be patterns of names, without refs/heads/ or refs/tags/, got ["v*","refs/tags/v*"]: edit delivery.config.ts',
  ],
  [
    'a range whose addresses belong to nobody',
    (it) => Object.assign(target(it, 'dev'), { cidr: '169.254.0.0/16' }),
    'environments.dev.targets[0].cidr must not lie in 0.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16, 224.0.0.0/3, whose addresses belong to no network, got "169.254.0.0/16": take a private range like 10.10.0.0/16',
  ],
  [
    'a connection of another partition',
    (it) => Object.assign(it.source, { connectionArn: connection('aws-cn', 'codeconnections', '111111111111') }),
    'source.connectionArn must lie in aws, the partition of tools.region, got "arn:aws-cn:codeconnections:us-east-1:111111111111:connection/00000000-0000-0000-0000-000000000000": edit delivery.config.ts',
  ],
  [
    'a connection of another account that cannot be shared',
    (it) => Object.assign(it.source, { connectionArn: connection('aws', 'codestar-connections', '999999999999') }),
    'source.connectionArn must be a connection of 111111111111, the account of tools: AWS shares none of codestar-connections, got "arn:aws:codestar-connections:us-east-1:999999999999:connection/00000000-0000-0000-0000-000000000000": create a connection there, or share one of codeconnections by AWS RAM',
  ],
];
