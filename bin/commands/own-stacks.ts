import { placeName } from '../../lib/bootstrap/places';
import type { DeliveryConfig } from '../../lib/config';
import {
  dataStackName,
  qualifiedEnvironment,
  replicationStackName,
  validationAccessStackName,
} from '../../lib/contract/names';
import { meantOneOf } from '../../lib/ground/near-misses';
import { UserError } from '../../lib/ground/user-error';
import { toolkitStack } from '../../lib/rehearsal/assembly/read-assembly';

/** A stack that a release or a bootstrap makes, and the stage of the pipeline that deploys it. */
export interface OwnStack {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  /** None for a bootstrap. */
  readonly stage?: string;
}

/**
 * Every stack of a configuration by its name, in the order in which they are deployed; no synthesis is needed, which may be what fails.
 *
 * @param only an environment; the stacks of all, of the tools account and of bootstraps @default all of them
 * @throws {UserError} when the configuration has no such environment
 */
export const ownStacks = (config: DeliveryConfig, only?: string): readonly OwnStack[] => {
  const { application, environments, tools, qualifier } = config;
  const names = environments.map(({ name }) => name);
  if (only !== undefined && !names.includes(only))
    throw new UserError(`--environment "${only}" is not in delivery.config.ts${meantOneOf(only, names)}`);
  const ofTargets = environments
    .filter(({ name }) => only === undefined || name === only)
    .flatMap(({ name, targets }) =>
      targets.flatMap(({ account, region }): readonly OwnStack[] => {
        const qualified = qualifiedEnvironment(application, name);
        const stacks = [dataStackName(qualified), validationAccessStackName(qualified)];
        return stacks.map((stack) => ({ account, region, name: stack, stage: name }));
      }),
    );
  if (only !== undefined) return ofTargets;
  const { account } = tools;
  const regions = new Set(ofTargets.map(({ region }) => region).filter((region) => region !== tools.region));
  const ofTools: readonly OwnStack[] = [
    ...[...regions].map((region) => ({ account, region, name: replicationStackName(application), stage: UPDATE })),
    { ...tools, name: application, stage: UPDATE },
  ];
  const places = new Map([...ofTargets, ...ofTools].map((stack) => [placeName(stack), stack]));
  const bootstraps = [...places.values()].map(({ account: owner, region }) => ({
    account: owner,
    region,
    name: toolkitStack(qualifier),
  }));
  return [...bootstraps, ...ofTools, ...ofTargets];
};

/** Stage in which the pipeline deploys itself, and what it keeps in other regions. */
const UPDATE = 'UpdatePipeline';
