import { named, permitted } from '../../aws/call-refused';
import type { JsonService } from '../../aws/json-call';
import { type JsonObject, objectAt } from '../../ground/json';
import { UserError } from '../../ground/user-error';
import type { DoctorClients } from './clients';
import type { DoctorCloud } from './doctor-cloud';

/** docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html */
const QUOTAS: JsonService = { name: 'servicequotas', target: 'ServiceQuotasV20190624', version: '1.1' };

/** docs.aws.amazon.com/codeconnections/latest/APIReference/API_GetConnection.html, and as it was called before. */
const CONNECTIONS: Readonly<Record<string, JsonService>> = {
  codeconnections: {
    name: 'codeconnections',
    target: 'com.amazonaws.codeconnections.CodeConnections_20231201',
    version: '1.0',
  },
  'codestar-connections': {
    name: 'codestar-connections',
    target: 'com.amazonaws.codestar.connections.CodeStar_connections_20191201',
    version: '1.0',
  },
};

/** Undefined where AWS says by one of these names that the thing does not exist. */
export const orGone = async <T>(call: Promise<T>, gone: RegExp): Promise<T | undefined> => {
  try {
    return await call;
  } catch (error) {
    if (named(error, gone)) return undefined;
    throw error;
  }
};

type AccountCalls = Pick<
  DoctorCloud,
  | 'caller'
  | 'regions'
  | 'zones'
  | 'vpcs'
  | 'parameter'
  | 'trust'
  | 'attached'
  | 'policy'
  | 'concurrency'
  | 'quota'
  | 'connection'
  | 'buildImages'
>;

/** What is asked of an account itself: its regions, roles, quotas and connections. */
export const accountCalls = (clients: DoctorClients): AccountCalls => ({
  ...networkAnswers(clients),
  ...roleAnswers(clients),
  ...limitAnswers(clients),
  async caller() {
    const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
    const { Account } = await clients.paced.of(STSClient).send(new GetCallerIdentityCommand({}));
    return Account ?? '';
  },
  async parameter(name) {
    const { SSMClient, GetParameterCommand } = await import('@aws-sdk/client-ssm');
    const asked = permitted('ssm:GetParameter', () =>
      clients.paced.of(SSMClient).send(new GetParameterCommand({ Name: name })),
    );
    return (await orGone(asked, /^ParameterNotFound$/))?.Parameter?.Value;
  },
});

const networkAnswers = ({ paced }: DoctorClients): Pick<AccountCalls, 'regions' | 'zones' | 'vpcs'> => ({
  async regions() {
    const { EC2Client, DescribeRegionsCommand } = await import('@aws-sdk/client-ec2');
    const command = new DescribeRegionsCommand({ AllRegions: true });
    const { Regions = [] } = await permitted('ec2:DescribeRegions', () => paced.of(EC2Client).send(command));
    return Object.fromEntries(Regions.map(({ RegionName = '', OptInStatus = '' }) => [RegionName, OptInStatus]));
  },
  async zones() {
    const { EC2Client, DescribeAvailabilityZonesCommand } = await import('@aws-sdk/client-ec2');
    const command = new DescribeAvailabilityZonesCommand({});
    const { AvailabilityZones = [] } = await permitted('ec2:DescribeAvailabilityZones', () =>
      paced.of(EC2Client).send(command),
    );
    return AvailabilityZones.flatMap(({ ZoneName, State }) => (ZoneName && State === 'available' ? [ZoneName] : []));
  },
  async vpcs() {
    const { EC2Client, paginateDescribeVpcs } = await import('@aws-sdk/client-ec2');
    return permitted('ec2:DescribeVpcs', async () => {
      let count = 0;
      for await (const { Vpcs = [] } of paginateDescribeVpcs({ client: paced.of(EC2Client) }, {})) count += Vpcs.length;
      return count;
    });
  },
});

const GONE = /^(NoSuchEntity|NoSuchEntityException)$/;

const roleAnswers = ({ paced }: DoctorClients): Pick<AccountCalls, 'trust' | 'attached' | 'policy'> => ({
  async trust(role) {
    const { IAMClient, GetRoleCommand } = await import('@aws-sdk/client-iam');
    const asked = permitted('iam:GetRole', () => paced.of(IAMClient).send(new GetRoleCommand({ RoleName: role })));
    return documentOf((await orGone(asked, GONE))?.Role?.AssumeRolePolicyDocument);
  },
  async attached(role) {
    const { IAMClient, paginateListAttachedRolePolicies } = await import('@aws-sdk/client-iam');
    return permitted('iam:ListAttachedRolePolicies', async () => {
      const found: { name: string; arn: string }[] = [];
      const pages = paginateListAttachedRolePolicies({ client: paced.of(IAMClient) }, { RoleName: role });
      for await (const { AttachedPolicies = [] } of pages)
        found.push(
          ...AttachedPolicies.map(({ PolicyName = '', PolicyArn = '' }) => ({ name: PolicyName, arn: PolicyArn })),
        );
      return found;
    });
  },
  async policy(arn) {
    const { IAMClient, GetPolicyCommand, GetPolicyVersionCommand } = await import('@aws-sdk/client-iam');
    const client = paced.of(IAMClient);
    const { Policy } = await permitted('iam:GetPolicy', () => client.send(new GetPolicyCommand({ PolicyArn: arn })));
    const command = new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: Policy?.DefaultVersionId });
    const { PolicyVersion } = await permitted('iam:GetPolicyVersion', () => client.send(command));
    return documentOf(PolicyVersion?.Document) ?? {};
  },
});

/** IAM gives documents URL-encoded. */
const documentOf = (encoded: string | undefined): JsonObject | undefined =>
  encoded === undefined ? undefined : objectAt(JSON.parse(decodeURIComponent(encoded)));

const limitAnswers = ({
  paced,
  json,
}: DoctorClients): Pick<AccountCalls, 'concurrency' | 'quota' | 'connection' | 'buildImages'> => ({
  async concurrency() {
    const { LambdaClient, GetAccountSettingsCommand } = await import('@aws-sdk/client-lambda');
    const asked = () => paced.of(LambdaClient).send(new GetAccountSettingsCommand({}));
    const { AccountLimit } = await permitted('lambda:GetAccountSettings', asked);
    return number(AccountLimit?.ConcurrentExecutions, 'lambda:GetAccountSettings');
  },
  async quota(ServiceCode, QuotaCode) {
    const input = { ServiceCode, QuotaCode };
    const applied = await orGone(json('servicequotas:GetServiceQuota', QUOTAS, input), /^NoSuchResourceException$/);
    const { Quota } = applied ?? (await json('servicequotas:GetAWSDefaultServiceQuota', QUOTAS, input));
    return number(objectAt(Quota)['Value'], `the quota ${QuotaCode} of ${ServiceCode}`);
  },
  async connection(arn) {
    const [, , service = '', region = ''] = arn.split(':');
    const asked = CONNECTIONS[service];
    if (asked === undefined) throw new UserError(`${arn} is of a service that nobody here knows`);
    const answer = await orGone(
      json(`${service}:GetConnection`, asked, { ConnectionArn: arn }, region),
      /^ResourceNotFoundException$/,
    );
    const status = objectAt(answer?.['Connection'])['ConnectionStatus'];
    if (answer !== undefined && typeof status !== 'string') throw new Error(`AWS says no status of ${arn}`);
    return answer && String(status);
  },
  async buildImages() {
    const { CodeBuildClient, ListCuratedEnvironmentImagesCommand } = await import('@aws-sdk/client-codebuild');
    const asked = () => paced.of(CodeBuildClient).send(new ListCuratedEnvironmentImagesCommand({}));
    const { platforms = [] } = await permitted('codebuild:ListCuratedEnvironmentImages', asked);
    const languages = platforms.flatMap((platform) => platform.languages ?? []);
    return languages.flatMap(({ images = [] }) => images.flatMap(({ name }) => name ?? []));
  },
});

const number = (value: unknown, what: string): number => {
  if (typeof value === 'number') return value;
  throw new Error(`AWS answered ${what} without a number`);
};
