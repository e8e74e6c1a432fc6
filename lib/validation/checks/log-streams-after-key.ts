import { inParallel } from '../calls/in-parallel';
import { type Check, type CheckResult, cannotTell, fail, pass } from '../check';
import { DAY, timeOf } from '../clock';
import type { LogGroup } from '../cloud/logs';
import { associations, REMEMBERED } from '../facts/associations';
import { logGroups } from '../facts/log-groups';
import { orCannotTell } from '../facts/verdict';
import type { LiveTarget } from '../live-target';
import { eachItem } from '../pages';

/** Only events that came after the association are encrypted with the key. */
interface Protection {
  readonly since: number;
  readonly because: string;
}

/** The latest moment before which the group's key cannot have protected it. A group's own creation is the earliest. */
const protectionOf = async (group: LogGroup, target: LiveTarget): Promise<Protection> => {
  const key = group.kmsKeyArn === undefined ? undefined : await target.key(group.kmsKeyArn);
  const associated = (await associations(target)).get(group.name);
  const moments: readonly (Protection | undefined)[] = [
    { since: group.createdAt ?? 0, because: 'the log group was made' },
    key?.createdAt === undefined ? undefined : { since: key.createdAt, because: `its key ${key.arn} was made` },
    associated === undefined ? undefined : { since: associated, because: 'CloudTrail recorded AssociateKmsKey' },
  ];
  return moments
    .filter((moment) => moment !== undefined)
    .reduce((latest, moment) => (moment.since > latest.since ? moment : latest));
};

/** Events that CloudTrail has forgotten the association for are gone where a group keeps them no longer than it remembers. */
const keepsMoreThanIsRemembered = ({ retentionInDays = Number.POSITIVE_INFINITY }: LogGroup): boolean =>
  retentionInDays * DAY > REMEMBERED;

const judge = async (group: LogGroup, target: LiveTarget): Promise<CheckResult> => {
  if (group.kmsKeyArn === undefined) {
    return fail(group.name, 'the log group has no key, so none of its streams is protected', 'associate the logs key');
  }
  const { since, because } = await protectionOf(group, target);
  const forgotten = target.clock.now() - REMEMBERED;
  let older = 0;
  let doubtful = 0;
  let oldest = '';
  let began = since;
  for await (const stream of eachItem(
    async (nextToken) => (await target.cloud.logStreams(group.name, nextToken)) ?? { items: [] },
  )) {
    if (stream.createdAt >= since) {
      if (stream.createdAt < forgotten) doubtful += 1;
      continue;
    }
    older += 1;
    if (stream.createdAt < began) ({ name: oldest, createdAt: began } = stream);
  }
  if (older === 0 && doubtful > 0 && keepsMoreThanIsRemembered(group)) {
    return cannotTell(
      group.name,
      `it keeps its events ${group.retentionInDays === undefined ? 'for ever' : `${group.retentionInDays} days`} and CloudTrail answers for ${REMEMBERED / DAY}: its key may have been associated after ${doubtful === 1 ? 'one stream' : `${doubtful} streams`} began before ${timeOf(forgotten)}`,
    );
  }
  if (older === 0) return pass(group.name);
  return fail(
    group.name,
    `${older === 1 ? 'one stream began' : `${older} streams began`} before ${timeOf(since)}, when ${because}, and may hold events that its key does not protect; the oldest is ${oldest} of ${timeOf(began)}`,
    'export what is needed of them and delete them (aws logs delete-log-stream)',
  );
};

/** No stream is older than the association of its group's key: what came before is not encrypted with it (ZT-07). */
export const logStreamsAfterKey: Check = {
  id: 'log-streams-after-key',
  requirement: 'ZT-07',
  proves: "no log stream is older than the association of its group's key",
  run: async (target) => {
    const [groups, logsKey] = await Promise.all([logGroups(target), target.logsKey()]);
    const answers = await inParallel(groups, async (group) =>
      group.kmsKeyArn === logsKey?.arn
        ? [await judge(group, target)]
        : orCannotTell(group.name, async () => [await judge(group, target)]),
    );
    return answers.flat();
  },
};
