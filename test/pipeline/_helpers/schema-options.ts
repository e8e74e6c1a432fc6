import type { DeliveryConfigInput } from '../../../lib/config';
import config from '../../_fixtures/plausible-config';
import type { Choice, Choices } from '../../_helpers/pairwise';

type Change = (config: DeliveryConfigInput) => DeliveryConfigInput;
type Environment = DeliveryConfigInput['environments'][number];
type Target = Environment['targets'][number];

const everywhere =
  (change: Partial<Environment>): Change =>
  (input) => ({ ...input, environments: input.environments.map((each) => ({ ...each, ...change })) });

const last =
  (change: (environment: Environment) => Environment): Change =>
  (input) => ({
    ...input,
    environments: input.environments.map((each, index, all) => (index === all.length - 1 ? change(each) : each)),
  });

const withTarget = (account: string, region: string, more: Partial<Target> = {}): Change =>
  last((environment) => ({
    ...environment,
    targets: [
      ...environment.targets,
      { account, region, cidr: '10.66.0.0/24', zones: [`${region}a`, `${region}b`], ...more },
    ],
  }));

const source =
  (given: DeliveryConfigInput['source']): Change =>
  (input) => ({ ...input, source: given });
const same: Change = (input) => input;

const connection = config.source as Extract<DeliveryConfigInput['source'], { kind: 'codeconnections' }>;
const bucket = { kind: 's3', bucket: 'clinic-source', key: 'release/source.zip' } as const;
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1a2b3c4d-0000-4000-8000-000000000000';

/** Every option of the schema with the values that make a difference; the first of each is the plausible configuration's. */
const OPTIONS: Readonly<Record<string, Readonly<Record<string, Change>>>> = {
  application: { default: same, second: (input) => ({ ...input, application: 'claims' }) },
  qualifier: { default: same, own: (input) => ({ ...input, qualifier: 'claims' }) },
  source: {
    connection: same,
    branches: source({
      ...connection,
      triggers: { branches: { includes: ['main', 'release/*'], excludes: ['release/old'] } },
    }),
    pathsAndTags: source({ ...connection, triggers: { paths: { excludes: ['docs/**'] }, tags: { includes: ['v*'] } } }),
    s3: source(bucket),
    s3WithKey: source({ ...bucket, keyArn: KEY }),
    codecommit: source({ kind: 'codecommit', repository: 'records-delivery', branch: 'main' }),
  },
  builds: {
    anywhere: same,
    vpc: (input) => ({
      ...input,
      tools: {
        ...input.tools,
        vpc: {
          id: 'vpc-0a1b2c3d4e5f60718',
          subnets: ['subnet-0a1b2c3d4e5f60718', 'subnet-0a1b2c3d4e5f60719'],
          securityGroups: ['sg-0a1b2c3d4e5f60718'],
        },
      },
    }),
  },
  targets: {
    one: same,
    twoAccounts: withTarget('123456789012', 'eu-central-1'),
    twoRegions: withTarget('777788889999', 'eu-west-1'),
    prefixList: withTarget('777788889999', 'eu-south-1', { s3PrefixListId: 'pl-0123456789abcdef0' }),
  },
  revalidate: {
    daily: same,
    weekly: everywhere({ revalidate: 'weekly' }),
    cron: everywhere({ revalidate: { cron: '0 6 ? * MON-FRI *' } }),
    never: last((environment) => ({ ...environment, revalidate: 'never' })),
  },
  zones: {
    two: same,
    three: (input) => ({
      ...input,
      environments: input.environments.map((each) => ({
        ...each,
        targets: each.targets.map((target) => ({
          ...target,
          zones: ['a', 'b', 'c'].map((zone) => `${target.region}${zone}`),
        })),
      })),
    }),
  },
  evidence: {
    compliance: same,
    governance: (input) => ({ ...input, evidence: { mode: 'GOVERNANCE', years: 1 } }),
    trial: (input) => ({ ...input, evidence: { trial: true } }),
  },
  permissionsBoundary: { none: same, named: everywhere({ permissionsBoundary: 'developers' }) },
  reservedConcurrency: {
    none: same,
    some: everywhere({ reservedConcurrency: 5 }),
    live: last((each) => ({ ...each, reservedConcurrency: 1 })),
  },
  guests: {
    none: same,
    guardDuty: everywhere({
      guests: {
        endpoints: ['guardduty-data'],
        securityGroups: ['GuardDutyManagedSecurityGroup-*'],
        principals: ['AWSReservedSSO_AdministratorAccess_*'],
      },
    }),
  },
  organization: {
    none: same,
    endpointPolicy: everywhere({
      organization: {
        id: 'o-a1b2c3d4e5',
        endpointPolicy: [
          {
            Sid: 'OnlyPrincipalsOfTheOrganization',
            Effect: 'Deny',
            Principal: '*',
            Action: '*',
            Resource: '*',
            Condition: {
              StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
              BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
            },
          },
          {
            Sid: 'OnlyResourcesOfTheOrganization',
            Effect: 'Deny',
            Principal: '*',
            Action: '*',
            Resource: '*',
            Condition: {
              StringNotEquals: { 'aws:ResourceOrgID': 'o-a1b2c3d4e5' },
              Null: { 'aws:ResourceOrgID': 'false' },
            },
          },
        ],
      },
    }),
  },
  approvalExpiresAfterDays: { week: same, day: last((each) => ({ ...each, approvalExpiresAfterDays: 1 })) },
  people: {
    nobody: same,
    somebody: (input) => ({ ...input, people: { al1815: ['Ada Lovelace', 'ada@example.com'] } }),
  },
  notifications: {
    nobody: same,
    somebody: (input) => ({ ...input, notifications: { emails: ['releases@example.com', 'ops@example.com'] } }),
  },
  managementEvents: { here: same, elsewhere: everywhere({ managementEvents: 'elsewhere' }) },
  alarmEmail: { nobody: same, somebody: everywhere({ alarmEmail: 'records@example.com' }) },
  data: {
    retained: same,
    disposable: last((each) => ({ ...each, data: 'disposable', auditRetentionDays: 365 })),
  },
  logRetentionDays: {
    least: same,
    thirteenMonths: everywhere({ logRetentionDays: 400 }),
    years: everywhere({ logRetentionDays: 2192 }),
  },
  tokenize: { default: same, own: everywhere({ tokenize: { fields: ['mrn', 'contact.phone'], keyId: 'k-2026' } }) },
  tags: {
    required: same,
    extra: (input) => ({
      ...input,
      tags: { Owner: 'clinic-platform', CostCenter: 'C-7', extra: { Team: 'records', 'cost:unit': 'a+b' } },
    }),
  },
  environments: {
    two: same,
    between: (input) => ({
      ...input,
      environments: input.environments.toSpliced(1, 0, {
        name: 'qa',
        approval: 'none',
        data: 'disposable',
        targets: [
          { account: '123456789012', region: 'eu-west-1', cidr: '10.67.0.0/20', zones: ['eu-west-1a', 'eu-west-1c'] },
        ],
      }),
    }),
  },
};

export const choices: Choices = Object.fromEntries(
  Object.entries(OPTIONS).map(([name, values]) => [name, Object.keys(values)]),
);

/** The plausible configuration with what is chosen of each option, and with its own of the others. */
export const configured = (choice: Choice): DeliveryConfigInput =>
  Object.entries(choice).reduce<DeliveryConfigInput>((input, [name, value]) => {
    const change = OPTIONS[name]?.[value];
    if (change === undefined) throw new Error(`there is no ${value} of ${name}`);
    return change(input);
  }, config);

/** Each option alone. */
export const alone: readonly Choice[] = Object.entries(choices).flatMap(([name, [, ...others]]) =>
  others.map((value) => ({ [name]: value })),
);
