import { type Check, fail, pass } from '../check';
import { logGroups } from '../facts/log-groups';
import { owned } from '../facts/owned';

/** The environment's log groups are exactly those that its stacks own (ZT-07). */
export const logGroupsExpected: Check = {
  id: 'log-groups-expected',
  requirement: 'ZT-07',
  proves: "the environment's log groups are exactly those that its stacks own",
  run: async (target) => {
    const [groups, known] = await Promise.all([logGroups(target), owned(target, 'AWS::Logs::LogGroup')]);
    const there = new Set(groups.map(({ name }) => name));
    return [
      ...groups.map(({ name }) =>
        known.includes(name)
          ? pass(name)
          : fail(
              name,
              'the log group belongs to no stack of the environment',
              `find out who writes to it, and delete it (aws logs delete-log-group --log-group-name ${name})`,
            ),
      ),
      ...known
        .filter((name) => !there.has(name))
        .map((name) =>
          fail(
            name,
            'its stack owns the log group, but it does not exist: a writer would make it again without key and retention',
            `deploy the data stack of ${target.environment} again`,
          ),
        ),
    ];
  },
};
