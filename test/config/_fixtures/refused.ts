import { type DeliveryConfigInput, parseConfig } from '../../../lib/config';
import { UserError } from '../../../lib/ground/user-error';
import config from '../../_fixtures/delivery-config';

type Mutable<T> = T extends object ? { -readonly [Key in keyof T]: Mutable<T[Key]> } : T;
type Draft = Mutable<DeliveryConfigInput>;
type Environment = Draft['environments'][number];

export const draft = (): Draft => structuredClone(config) as Draft;

export const environment = (config: Draft, name: string): Environment => {
  const found = config.environments.find((each) => each.name === name);
  if (!found) throw new Error(`no environment ${name} in the fixture`);
  return found;
};

export const target = (config: Draft, name: string) => {
  const [first] = environment(config, name).targets;
  if (!first) throw new Error(`no target of ${name} in the fixture`);
  return first;
};

export const problemsOf = (input: unknown): readonly string[] => {
  try {
    parseConfig(input);
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n');
    throw error;
  }
  throw new Error('the configuration was accepted');
};

/** What is changed in the default configuration, and the one problem that must be told. */
export const table: readonly (readonly [title: string, change: (draft: Draft) => unknown, problem: string])[] = [
  [
    'an account that is not 12 digits',
    (it) => Object.assign(target(it, 'prod'), { account: '12345' }),
    'environments.prod.targets[0].account must be 12 digits, got "12345": edit delivery.config.ts',
  ],
  [
    'an account that is a number',
    (it) => Object.assign(it.tools, { account: 111111111111 }),
    'tools.account must be of type string, got 111111111111: put it in quotes',
  ],
  [
    'an unknown region',
    (it) => Object.assign(target(it, 'dev'), { region: 'us-esat-1' }),
    'environments.dev.targets[0].region must be a region of AWS, got "us-esat-1": did you mean us-east-1? edit delivery.config.ts',
  ],
  [
    'a target in another partition',
    (it) =>
      Object.assign(target(it, 'dev'), {
        region: 'cn-north-1',
        zones: ['cn-north-1a', 'cn-north-1b'],
        s3PrefixListId: 'pl-62a5400b',
      }),
    'environments.dev.targets[0].region must lie in aws, the partition of tools.region, got "cn-north-1": edit delivery.config.ts',
  ],
  [
    'a duplicate environment',
    (it) => Object.assign(environment(it, 'staging'), { name: 'dev' }),
    'environments[1].name must differ from the name of environments[0], got "dev": edit delivery.config.ts',
  ],
  [
    "an environment with the name of a stage of the pipeline's own",
    (it) => Object.assign(environment(it, 'dev'), { name: 'build' }),
    'environments.build.name must not be a name that the pipeline uses itself (source, build, updatepipeline, assets, tools), got "build": edit delivery.config.ts',
  ],
  [
    'an environment with capitals in its name',
    (it) => Object.assign(environment(it, 'dev'), { name: 'Dev' }),
    'environments.Dev.name must be lower-case letters, digits and single hyphens, got "Dev": edit delivery.config.ts',
  ],
  [
    'a duplicate target',
    (it) => Object.assign(target(it, 'staging'), { account: '222222222222' }),
    'environments.staging.targets[0].account must not be deployed to twice in us-east-1, got "222222222222": edit delivery.config.ts',
  ],
  [
    'an environment without targets',
    (it) => Object.assign(environment(it, 'staging'), { targets: [] }),
    'environments.staging.targets must have at least one target, got []: edit delivery.config.ts',
  ],
  [
    'no environment',
    (it) => Object.assign(it, { environments: [] }),
    'environments must have at least one environment, got []: edit delivery.config.ts',
  ],
  [
    'an unknown key',
    (it) => Object.assign(environment(it, 'dev'), { aproval: 'none' }),
    'environments.dev.aproval is not a setting, got "none": remove it from delivery.config.ts; lib/config/schema.ts lists the settings',
  ],
  [
    'a missing key',
    (it) => Reflect.deleteProperty(target(it, 'dev'), 'cidr'),
    'environments.dev.targets[0].cidr is missing: add it to delivery.config.ts',
  ],
  [
    'an unknown kind of source',
    (it) => Object.assign(it.source, { kind: 'github' }),
    'source.kind must be one of "codeconnections", "s3", "codecommit", got "github": edit delivery.config.ts',
  ],
  [
    'a repository without an owner',
    (it) => Object.assign(it.source, { repository: 'repository' }),
    'source.repository must be owner/name, got "repository": edit delivery.config.ts',
  ],
  [
    'overlapping ranges in one account',
    (it) =>
      environment(it, 'prod').targets.push({
        account: '444444444444',
        region: 'us-west-2',
        cidr: '10.30.128.0/20',
        zones: ['us-west-2a', 'us-west-2b'],
      }),
    'environments.prod.targets[1].cidr must not overlap 10.30.0.0/16 of the same account in us-east-1, got "10.30.128.0/20": edit delivery.config.ts',
  ],
  [
    'a range that is too small',
    (it) => Object.assign(target(it, 'dev'), { cidr: '10.10.0.0/25' }),
    'environments.dev.targets[0].cidr must be an IPv4 range between /16 and /24, like 10.10.0.0/16, got "10.10.0.0/25": edit delivery.config.ts',
  ],
  [
    'a range that begins in its middle',
    (it) => Object.assign(target(it, 'dev'), { cidr: '10.10.1.0/16' }),
    'environments.dev.targets[0].cidr must be an IPv4 range between /16 and /24, like 10.10.0.0/16, got "10.10.1.0/16": edit delivery.config.ts',
  ],
  [
    'a name that makes the bucket of an environment too long',
    (it) => Object.assign(environment(it, 'dev'), { name: 'development-of-the-whole-team' }),
    'environments.development-of-the-whole-team.name must be shorter by 1: it makes the bucket name data-access-development-of-the-whole-team-222222222222-us-east-1, 64 characters where AWS takes 63, got "development-of-the-whole-team": edit delivery.config.ts',
  ],
  [
    'an application whose artifact bucket has too long a name',
    (it) => Object.assign(it, { application: 'zero-trust-delivery-of-the-team' }),
    'application must be shorter by 1: it makes the bucket name zero-trust-delivery-of-the-team-artifacts-111111111111-us-east-1, 64 characters where AWS takes 63, got "zero-trust-delivery-of-the-team": edit delivery.config.ts',
  ],
  [
    'prod without an approval',
    (it) => Object.assign(environment(it, 'prod'), { approval: 'none' }),
    'environments.prod.approval must be "required" in the last environment, got "none": edit delivery.config.ts',
  ],
  [
    'retained data without an approval',
    (it) => Object.assign(environment(it, 'staging'), { approval: 'none', data: 'retained', auditRetentionDays: 2192 }),
    'environments.staging.approval must be "required" where data is retained, got "none": edit delivery.config.ts',
  ],
  [
    'an approval that could not be asked for',
    (it) => Object.assign(environment(it, 'dev'), { approval: 'required' }),
    'environments.dev.approval must be "none" in the first environment, got "required": edit delivery.config.ts',
  ],
  [
    'prod alone, so that nobody is asked',
    (it) => Object.assign(it, { environments: [{ ...environment(it, 'prod'), approval: 'none' }] }),
    'environments.prod.data must be "disposable" in the first environment, because no approval comes before it, got "retained": put another environment before it in delivery.config.ts',
  ],
  [
    'an unknown approval policy',
    (it) => Object.assign(environment(it, 'prod'), { approval: 'manual' }),
    'environments.prod.approval must be one of "none", "required", got "manual": edit delivery.config.ts',
  ],
  [
    'retained data with a short audit record',
    (it) => Object.assign(environment(it, 'prod'), { auditRetentionDays: 365 }),
    'environments.prod.auditRetentionDays must be at least 2192, six years, where data is retained, got 365: edit delivery.config.ts',
  ],
  [
    'a zone of another region',
    (it) => Object.assign(target(it, 'dev'), { zones: ['us-east-1a', 'us-west-2b'] }),
    'environments.dev.targets[0].zones[1] must be a zone of us-east-1, like us-east-1a, got "us-west-2b": edit delivery.config.ts',
  ],
  [
    'one zone',
    (it) => Object.assign(target(it, 'dev'), { zones: ['us-east-1a'] }),
    'environments.dev.targets[0].zones must be at least two different zones, got ["us-east-1a"]: edit delivery.config.ts',
  ],
  [
    'the same zone twice',
    (it) => Object.assign(target(it, 'dev'), { zones: ['us-east-1a', 'us-east-1a'] }),
    'environments.dev.targets[0].zones must be at least two different zones, got ["us-east-1a","us-east-1a"]: edit delivery.config.ts',
  ],
  [
    'a region whose prefix list nobody knows',
    (it) => Object.assign(target(it, 'dev'), { region: 'il-central-1', zones: ['il-central-1a', 'il-central-1b'] }),
    "environments.dev.targets[0].s3PrefixListId must be given for il-central-1, which is not in the table: write what this command prints into delivery.config.ts: aws ec2 describe-managed-prefix-lists --region il-central-1 --filters Name=prefix-list-name,Values=com.amazonaws.il-central-1.s3 --query 'PrefixLists[0].PrefixListId' --output text",
  ],
  [
    'a prefix list that is none',
    (it) => Object.assign(target(it, 'dev'), { s3PrefixListId: 'vpce-1' }),
    'environments.dev.targets[0].s3PrefixListId must be a prefix list id like pl-63a5400a, got "vpce-1": edit delivery.config.ts',
  ],
  [
    'a prefix list of which the gate knows that it is not the one of S3',
    (it) => Object.assign(target(it, 'dev'), { s3PrefixListId: 'pl-0123456789abcdef0' }),
    'environments.dev.targets[0].s3PrefixListId must be pl-63a5400a, the list of us-east-1, got "pl-0123456789abcdef0": leave it out; a wrong table is mended in lib/contract/s3-prefix-lists.ts',
  ],
  [
    'an extra tag that would replace one of ours',
    (it) => Object.assign(it.tags, { extra: { Compliance: 'none' } }),
    'tags.extra.Compliance must not replace a tag that is set already (Application, Environment, Owner, CostCenter, DataClassification, Compliance, ManagedBy), got "none": edit delivery.config.ts',
  ],
  [
    'an extra tag that AWS keeps to itself',
    (it) => Object.assign(it.tags, { extra: { 'aws:owner': 'me' } }),
    'tags.extra.aws:owner must have a key of 1 to 128 letters, digits, spaces or _ . : / = + - @, not beginning with aws:, got "me": edit delivery.config.ts',
  ],
  [
    'an identifier field with a comma',
    (it) => Object.assign(environment(it, 'dev'), { tokenize: { fields: ['ssn,email'] } }),
    'environments.dev.tokenize.fields[0] must be a field name without commas or spaces, got "ssn,email": edit delivery.config.ts',
  ],
  [
    'no reserved concurrency at all',
    (it) => Object.assign(environment(it, 'dev'), { reservedConcurrency: 0 }),
    'environments.dev.reservedConcurrency must be at least 1, got 0: edit delivery.config.ts',
  ],
  [
    'an alarm address that is none',
    (it) => Object.assign(environment(it, 'dev'), { alarmEmail: 'ops' }),
    'environments.dev.alarmEmail must be an e-mail address, got "ops": edit delivery.config.ts',
  ],
  [
    'triggers that say nothing',
    (it) => Object.assign(it.source, { triggers: {} }),
    'source.triggers must name branches, paths or tags, got {}: edit delivery.config.ts',
  ],
  [
    'a trigger that takes and leaves out nothing',
    (it) => Object.assign(it.source, { triggers: { tags: {} } }),
    'source.triggers.tags must say includes or excludes, got {}: edit delivery.config.ts',
  ],
  [
    'a trigger with no pattern',
    (it) => Object.assign(it.source, { triggers: { tags: { includes: [] } } }),
    'source.triggers.tags.includes must have at least one pattern, got []: edit delivery.config.ts',
  ],
];
