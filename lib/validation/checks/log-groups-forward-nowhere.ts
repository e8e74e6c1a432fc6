import { inParallel } from '../calls/in-parallel';
import type { Check } from '../check';
import { logGroups } from '../facts/log-groups';
import { owned } from '../facts/owned';
import { orCannotTell, verdict } from '../facts/verdict';
import { allPages } from '../pages';

/** No log group of the environment sends its events on to anybody whom no release named (ZT-07). */
export const logGroupsForwardNowhere: Check = {
  id: 'log-groups-forward-nowhere',
  requirement: 'ZT-07',
  proves: 'no log group has a subscription filter that no release gave it',
  run: async (target) => {
    const released = await owned(target, 'AWS::Logs::SubscriptionFilter');
    const answers = await inParallel(
      await logGroups(target),
      ({ name }) =>
        orCannotTell(name, async () => {
          const filters = await allPages((nextToken) => target.cloud.subscriptionFilters(name, nextToken));
          return verdict(
            name,
            filters
              .filter((filter) => !released.includes(filter.name))
              .map((filter) => ({
                because: `its events are sent on to ${filter.to} by the filter ${filter.name}, which no release made`,
                fix: `remove it (aws logs delete-subscription-filter --log-group-name ${name} --filter-name ${filter.name})`,
              })),
          );
        }),
      4,
    );
    return answers.flat();
  },
};
