import type { DeliveryConfigInput } from '../../../lib/config/schema';
import config from '../../_fixtures/delivery-config';

/** Of the fixture: dev, and prod, which retains its data, in a region that has an artifact store of its own. */
export const devAndProd: DeliveryConfigInput = {
  ...config,
  notifications: { emails: ['releases@example.com'] },
  environments: config.environments
    .filter(({ name }) => name !== 'staging')
    .map((environment) =>
      environment.name === 'dev'
        ? environment
        : {
            ...environment,
            targets: environment.targets.map((target) => ({
              ...target,
              region: 'eu-west-1',
              zones: ['eu-west-1a', 'eu-west-1b'],
            })),
          },
    ),
};
