import { TAGS } from '../../promises';
import type { Check } from '../check';
import { taggableArn } from '../facts/arns';
import { ownedResources } from '../facts/owned';
import { ownedRoles } from '../facts/roles';
import { type Flaw, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';
import { allPages } from '../pages';

type Tags = Readonly<Record<string, string>>;

/** The tagging API takes so many ARNs at once. */
const BATCH = 100;

/** It may learn of a new resource some moments after it was made: so long we ask again, in milliseconds. */
const PATIENCE = 60_000;
const PAUSE = 5_000;

const wantedOf = ({ environment }: LiveTarget): typeof TAGS => ({ ...TAGS, Environment: environment });

const flawsOf = (tags: Tags, target: LiveTarget): readonly Flaw[] => {
  const bad = Object.entries(wantedOf(target)).flatMap(([key, wanted]) => {
    const value = tags[key] ?? '';
    if (wanted === undefined ? value.trim() !== '' : value === wanted) return [];
    return [value === '' ? `${key} is missing` : `${key} is "${value}"`];
  });
  if (bad.length === 0) return [];
  const fix = `put the tags back (aws resourcegroupstaggingapi tag-resources), or deploy the stacks of ${target.environment} again`;
  return [{ because: `its tags are not as they should be: ${bad.join(', ')}`, fix }];
};

const tagsOf = async (target: LiveTarget, arns: readonly string[]): Promise<ReadonlyMap<string, Tags>> => {
  const tags = new Map<string, Tags>();
  for (let start = 0; start < arns.length; start += BATCH) {
    const batch = arns.slice(start, start + BATCH);
    for (const found of await allPages((nextToken) => target.cloud.tags(batch, nextToken)))
      tags.set(found.arn, found.tags);
  }
  return tags;
};

/** Tags of resources; what the API does not know yet is asked for again until {@link PATIENCE} ends. */
const patiently = async (target: LiveTarget, arns: readonly string[]): Promise<ReadonlyMap<string, Tags>> => {
  const since = target.clock.now();
  for (;;) {
    const tags = await tagsOf(target, arns);
    const isWhole = arns.every((arn) => tags.has(arn));
    if (isWhole || target.clock.now() - since + PAUSE > PATIENCE) return tags;
    await target.clock.sleep(PAUSE);
  }
};

/** Everything that the stacks own and that can carry tags carries all of them (ZT-14). */
export const tags: Check = {
  id: 'tags',
  requirement: 'ZT-14',
  proves: 'everything taggable says whose it is, what it holds and whom to ask, in its tags',
  run: async (target) => {
    const resources = await ownedResources(target);
    const arns = resources.flatMap((resource) => taggableArn(resource, target) ?? []);
    const [found, roles] = await Promise.all([patiently(target, arns), ownedRoles(target)]);
    return [
      ...arns.flatMap((arn) => verdict(arn, flawsOf(found.get(arn) ?? {}, target))),
      ...roles.flatMap((role) => verdict(role.arn, flawsOf(role.tags, target))),
    ];
  },
};
