import type { DeliveryTarget } from '../contract/delivery-target';
import { revalidationSchedule } from './revalidation';
import type { DeliveryConfig, EnvironmentConfig } from './schema';

/** A target of the configuration, and what is promised of it. */
export interface PromisedTarget extends DeliveryTarget {
  /** Whether a person decides before it is deployed to. */
  readonly approval: boolean;
  /** Days that its log groups keep their events. */
  readonly logRetentionDays: number;
  /** What others may make in its VPC. */
  readonly guests: EnvironmentConfig['guests'];
  /** Id of the organization of its account, where one is declared. */
  readonly organization?: string;
  /** When it is validated again between releases, as EventBridge has it; absent where never. */
  readonly revalidation?: string;
  /** Whether its trail records management events. */
  readonly managementEvents: 'here' | 'elsewhere';
}

/** Every target of a configuration, in the order in which a release reaches them. */
export const promisedTargets = ({ environments }: DeliveryConfig): readonly PromisedTarget[] =>
  environments.flatMap((environment) => {
    const { name, approval, logRetentionDays, guests, organization, targets } = environment;
    const revalidation = revalidationSchedule(environment);
    return targets.map(({ account, region, managementEvents }) => ({
      environment: name,
      account,
      region,
      approval: approval === 'required',
      logRetentionDays,
      managementEvents,
      guests,
      ...(organization && { organization: organization.id }),
      ...(revalidation !== undefined && { revalidation }),
    }));
  });
