import { longestDelay, whyLate } from '../calls/delays';
import { inParallel } from '../calls/in-parallel';
import { type Check, type CheckResult, cannotTell, fail, pass } from '../check';
import { DAY, timeOf } from '../clock';
import type { LogGroup, LogStream } from '../cloud/logs';
import { associations, REMEMBERED } from '../facts/associations';
import { logGroups } from '../facts/log-groups';
import { orCannotTell } from '../facts/verdict';
import type { LiveTarget } from '../live-target';
import { eachItem } from '../pages';

/** Only events that came after the association are encrypted with the key. */
interface Protection {
  readonly since: number;
  /** From when on nothing can have missed it; an association takes its time. */
  readonly surelySince: number;
  readonly because: string;
}

/** The latest moment before which the group's key cannot have protected it. A group's own creation is the earliest. */
const protectionOf = async (group: LogGroup, target: LiveTarget): Promise<Protection> => {
  const key = group.kmsKeyArn === undefined ? undefined : await target.key(group.kmsKeyArn);
  const associated = (await associations(target)).get(group.name);
  const moment = (since: number, because: string, late = 0): Protection => ({
    since,
    surelySince: since + late,
    because,
  });
  const moments: readonly Protection[] = [
    moment(group.createdAt ?? 0, 'the log group was made'),
    ...(key?.createdAt === undefined ? [] : [moment(key.createdAt, `its key ${key.arn} was made`)]),
    ...(associated === undefined
      ? []
      : [
          moment(associated, 'CloudTrail recorded AssociateKmsKey', longestDelay('log-group-key', target.cloud.minute)),
        ]),
  ];
  return moments.reduce((latest, each) => (each.since > latest.since ? each : latest));
};

/** Events that CloudTrail has forgotten the association for are gone where a group keeps them no longer than it remembers. */
const keepsMoreThanIsRemembered = ({ retentionInDays = Number.POSITIVE_INFINITY }: LogGroup): boolean =>
  retentionInDays * DAY > REMEMBERED;

/** Streams of a group by when they began, counted; `oldest` is the oldest of those that began before the protection. */
interface Streams {
  readonly older: number;
  readonly oldest?: LogStream;
  /** Began while the association took effect. */
  readonly meanwhile: number;
  /** Began before what CloudTrail remembers. */
  readonly doubtful: number;
}

const streamsOf = async (group: LogGroup, { since, surelySince }: Protection, target: LiveTarget): Promise<Streams> => {
  const forgotten = target.clock.now() - REMEMBERED;
  let oldest: LogStream | undefined;
  const count = { older: 0, meanwhile: 0, doubtful: 0 };
  for await (const stream of eachItem(
    async (nextToken) => (await target.cloud.logStreams(group.name, nextToken)) ?? { items: [] },
  )) {
    if (stream.createdAt < since) {
      count.older += 1;
      if (stream.createdAt < (oldest?.createdAt ?? since)) oldest = stream;
    } else if (stream.createdAt < surelySince) count.meanwhile += 1;
    else if (stream.createdAt < forgotten) count.doubtful += 1;
  }
  return { ...count, ...(oldest && { oldest }) };
};

const began = (count: number): string => (count === 1 ? 'one stream began' : `${count} streams began`);

const judge = async (group: LogGroup, target: LiveTarget): Promise<CheckResult> => {
  if (group.kmsKeyArn === undefined) {
    return fail(group.name, 'the log group has no key, so none of its streams is protected', 'associate the logs key');
  }
  const protection = await protectionOf(group, target);
  const { since, surelySince, because } = protection;
  const { older, oldest, meanwhile, doubtful } = await streamsOf(group, protection, target);
  if (oldest !== undefined) {
    return fail(
      group.name,
      `${began(older)} before ${timeOf(since)}, when ${because}, and may hold events that its key does not protect; the oldest is ${oldest.name} of ${timeOf(oldest.createdAt)}`,
      'export what is needed of them and delete them (aws logs delete-log-stream)',
    );
  }
  if (meanwhile > 0) {
    return cannotTell(
      group.name,
      `${began(meanwhile)} between ${timeOf(since)}, when ${because}, and ${timeOf(surelySince)}, and may hold events that its key does not protect (${whyLate('log-group-key')}): export what is needed of them and delete them (aws logs delete-log-stream)`,
    );
  }
  if (doubtful > 0 && keepsMoreThanIsRemembered(group)) {
    return cannotTell(
      group.name,
      `it keeps its events ${group.retentionInDays === undefined ? 'for ever' : `${group.retentionInDays} days`} and CloudTrail answers for ${REMEMBERED / DAY}: its key may have been associated after ${began(doubtful)} before ${timeOf(target.clock.now() - REMEMBERED)}`,
    );
  }
  return pass(group.name);
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
