import type { SessionCredentials } from '../../lib/aws/assume-role';
import type { DeliveryConfig } from '../../lib/config';
import { placeholdersIn } from '../../lib/config/placeholder';
import { dayOf } from '../../lib/contract/grace';
import type { DoctorCloud } from '../../lib/doctor/cloud/doctor-cloud';
import { sdkDoctorCloud } from '../../lib/doctor/cloud/sdk-doctor-cloud';
import { CannotLook } from '../../lib/doctor/doctor-check';
import type { DoctorPlace, Patient } from '../../lib/doctor/patient';
import { isAws } from '../../lib/ground/is-aws';
import type { AccountWays } from '../commands/bootstrap-accounts';
import { thisMachine } from './this-machine';
import type { Syntheses } from './two-syntheses';

const CURE = 'write your account numbers into delivery.config.ts, or rehearse: npm start';

/** Where to look, and as whom. */
export interface DoctorAsked {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  /** How accounts are reached. */
  readonly ways: AccountWays;
  readonly signal: AbortSignal;
}

/** This project, this machine, and the accounts of its configuration. */
export const patientHere = (config: DeliveryConfig, syntheses: Syntheses, asked: DoctorAsked): Patient => {
  const { AWS_ENDPOINT_URL: endpoint } = asked.env;
  const real = !endpoint || isAws(endpoint);
  const clouds = new Map<string, DoctorCloud>();
  const cloudAt = (account: string, region: string): DoctorCloud => {
    const key = `${account} ${region}`;
    const known = clouds.get(key) ?? cloudOf(config, account, region, real, asked);
    clouds.set(key, known);
    return known;
  };
  const { tools } = config;
  const regions = new Set(config.environments.flatMap(({ targets }) => targets.map(({ region }) => region)));
  const wanted = [
    tools,
    // CodePipeline keeps artifacts in every region that it deploys to.
    ...[...regions].map((region) => ({ account: tools.account, region })),
    ...config.environments.flatMap(({ targets }) => targets),
  ];
  const places = new Map(
    wanted.map(({ account, region }): [string, DoctorPlace] => {
      const isTools = account === tools.account && region === tools.region;
      return [`${account} ${region}`, { account, region, tools: isTools, cloud: cloudAt(account, region) }];
    }),
  );
  const all = [...places.values()];
  const own = all.find((place) => place.tools);
  if (own === undefined) throw new Error('there is no place of the tools account');
  const machine = thisMachine(asked.root, asked.env, real ? undefined : endpoint);
  const today = dayOf(new Date());
  return { config, real, today, machine, ...syntheses, places: all, cloudAt, tools: own };
};

const cloudOf = (
  config: DeliveryConfig,
  account: string,
  region: string,
  real: boolean,
  asked: DoctorAsked,
): DoctorCloud => {
  const { env, ways, signal } = asked;
  const { AWS_ENDPOINT_URL: endpoint } = env;
  const credentials = async (): Promise<SessionCredentials> => {
    if (real && placeholdersIn(config).placeholders.includes(account))
      throw new CannotLook(`${account} is a placeholder: there is no such account to ask`, CURE);
    const { reachedCredentials } = await import('../commands/bootstrap-accounts');
    return reachedCredentials({ account, region }, ways, env);
  };
  return sdkDoctorCloud({ region, credentials, signal, ...(endpoint && { endpoint }) });
};
