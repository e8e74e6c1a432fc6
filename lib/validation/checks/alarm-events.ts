import { type Check, fail } from '../check';
import { alarmTopicArn } from '../facts/arns';
import { environmentKeys } from '../facts/keys';
import { owned } from '../facts/owned';
import { flawUnless, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';
import { allPages } from '../pages';

type Json = Readonly<Record<string, unknown>>;

/** A rule as it is deployed. */
interface Deployed {
  readonly name: string;
  readonly state: string;
  readonly pattern: Json;
  readonly targets: readonly string[];
}

const deployedRules = async (target: LiveTarget): Promise<readonly Deployed[]> => {
  const names = await owned(target, 'AWS::Events::Rule');
  const found = names.map(async (name) => {
    const rule = await target.cloud.eventRule(name);
    if (!rule) return undefined;
    const targets = await allPages((nextToken) => target.cloud.eventTargets(name, nextToken));
    return { name, state: rule.state, pattern: JSON.parse(rule.pattern) as Json, targets };
  });
  return (await Promise.all(found)).filter((rule) => rule !== undefined);
};

const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const includes = (list: unknown, wanted: string): boolean => Array.isArray(list) && list.includes(wanted);

/** What must be told: an event's name, where its pattern names the thing, and which things. */
interface Wanted {
  readonly event: string;
  readonly of: readonly string[];
  readonly named: (detail: Json) => unknown;
}

const judge = (target: LiveTarget, rules: readonly Deployed[], { event, of, named }: Wanted) => {
  const again = `deploy the data stack of ${target.environment} again`;
  const own = rules.find(({ pattern }) => includes(object(pattern['detail'])['eventName'], event));
  if (!own) return [fail(event, 'no rule watches for this event', again)];
  const things = named(object(own.pattern['detail']));
  const unwatched = things === undefined ? [] : of.filter((arn) => !includes(things, arn));
  return verdict(`${event}: ${own.name}`, [
    ...flawUnless(
      own.state === 'ENABLED',
      `the rule is ${own.state}`,
      `enable it (aws events enable-rule --name ${own.name})`,
    ),
    ...flawUnless(
      own.targets.includes(alarmTopicArn(target)),
      `it tells ${own.targets.join(', ') || 'nobody'}, not ${alarmTopicArn(target)}`,
      `give it its target back (aws events put-targets --rule ${own.name}), or ${again}`,
    ),
    ...unwatched.map((arn) => ({ because: `it does not watch ${arn}`, fix: again })),
  ]);
};

/** A key that is disabled or scheduled for deletion, and a failed rotation, are told to the topic (ZT-13). */
export const alarmEvents: Check = {
  id: 'alarm-events',
  requirement: 'ZT-13',
  proves: 'disabled keys, keys scheduled for deletion and failed rotations are told to the topic',
  run: async (target) => {
    const [rules, keys, secrets] = await Promise.all([
      deployedRules(target),
      environmentKeys(target),
      owned(target, 'AWS::SecretsManager::Secret'),
    ]);
    const keyArns = keys.flatMap(({ key }) => key?.arn ?? []);
    const ofKeys = (detail: Json) => object(detail['resources'])['ARN'];
    const ofSecrets = (detail: Json) => object(detail['additionalEventData'])['SecretId'];
    return [
      { event: 'DisableKey', of: keyArns, named: ofKeys },
      { event: 'ScheduleKeyDeletion', of: keyArns, named: ofKeys },
      { event: 'RotationFailed', of: secrets, named: ofSecrets },
    ].flatMap((wanted) => judge(target, rules, wanted));
  },
};
