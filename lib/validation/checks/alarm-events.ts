import { missOf } from '../../effect/event-pattern';
import { flawOfMessage } from '../../effect/message';
import { EVENTS, type EventSample, filledIn } from '../../effect/samples';
import type { JsonObject } from '../../ground/json';
import { evaluate, type PolicyDocument, type RequestContext } from '../../policy';
import { type Check, fail } from '../check';
import type { EventTarget } from '../cloud/alarms';
import { alarmTopicArn } from '../facts/arns';
import { environmentKeys, keyFor } from '../facts/keys';
import { owned } from '../facts/owned';
import { roleOfArn } from '../facts/roles';
import { forSource, verdictOfCalls, type WantedCall } from '../facts/services';
import { flawUnless } from '../facts/verdict';
import type { LiveTarget } from '../live-target';
import { allPages } from '../pages';

/** A rule as it is deployed. */
interface Deployed {
  readonly name: string;
  readonly state: string;
  readonly pattern: JsonObject;
  readonly targets: readonly EventTarget[];
}

const deployedRules = async (target: LiveTarget): Promise<readonly Deployed[]> => {
  const names = await owned(target, 'AWS::Events::Rule');
  const found = names.map(async (name) => {
    const rule = await target.cloud.eventRule(name);
    if (!rule) return undefined;
    const targets = await allPages((nextToken) => target.cloud.eventTargets(name, nextToken));
    return { name, state: rule.state, pattern: JSON.parse(rule.pattern) as JsonObject, targets };
  });
  return (await Promise.all(found)).filter((rule) => rule !== undefined);
};

/** An event that must be told, and what it may happen to. */
interface Wanted {
  readonly sample: EventSample;
  /** ARNs. */
  readonly of: readonly string[];
}

/** What must be let through for a rule to tell the topic: as its target's execution role, or else as EventBridge itself. */
const callsOf = async (target: LiveTarget, rule: string, { arn: topic, roleArn }: EventTarget) => {
  const { account, region, partition, environment } = target;
  const fix = `deploy the data stack of ${environment} again`;
  const key = (await keyFor(target, 'logs')).key;
  const on = { ...forSource(target, `arn:${partition}:events:${region}:${account}:rule/${rule}`), topic };
  const keyPolicies = key ? [await target.keyPolicy(key)] : [];
  const published = await target.once('topic', () => target.cloud.topic(topic));
  const policies: readonly PolicyDocument[] = published ? [JSON.parse(published.policy)] : [];
  if (roleArn === undefined) {
    const calls: readonly WantedCall[] = [
      { path: 'rule-publishes', policies, resource: topic, on, fix },
      ...(key ? [{ path: 'rule-encrypts', policies: keyPolicies, resource: key.arn, on, fix } as const] : []),
    ];
    return { calls, flaws: [] };
  }
  const role = await roleOfArn(target, roleArn);
  if (!role) return { calls: [], flaws: [{ because: `its role ${roleArn} does not exist: it tells nobody`, fix }] };
  const throughTopic = { 'kms:ViaService': `sns.${region}.amazonaws.com`, 'kms:CallerAccount': account };
  const refused = (policies: readonly PolicyDocument[], action: string, resource: string, context: RequestContext) =>
    evaluate(policies, { principal: { kind: 'aws', account, arn: role.arn }, action, resource, context }).effect !==
    'allow';
  const lacking = [
    // A Deny of the topic's counts, an Allow there is not needed.
    ...([role.policies, [...role.policies, ...policies]].some((each) =>
      refused(each, 'sns:Publish', topic, { 'aws:SecureTransport': 'true' }),
    )
      ? ['sns:Publish']
      : []),
    ...['kms:Decrypt', 'kms:GenerateDataKey'].filter(
      (action) => key && [role.policies, keyPolicies].some((each) => refused(each, action, key.arn, throughTopic)),
    ),
  ];
  const calls: readonly WantedCall[] = [
    { path: 'rule-assumes-target-role', policies: [role.trust], resource: role.arn, on, fix },
  ];
  return { calls, flaws: lacking.map((action) => ({ because: `its role ${role.name} may not ${action}`, fix })) };
};

/** States in which a rule takes what the default bus brings. */
const ON: readonly string[] = ['ENABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'];

const judge = async (target: LiveTarget, rules: readonly Deployed[], { sample, of }: Wanted) => {
  const again = `deploy the data stack of ${target.environment} again`;
  const { account, region } = target;
  const happening = of.map((arn) => ({ arn, event: filledIn(sample, { account, region, arn }).event }));
  // The rule that is meant for it, whatever has become of it.
  const own =
    rules.find(({ pattern }) => happening.some(({ event }) => missOf(pattern, event) === undefined)) ??
    rules.find(({ pattern }) => JSON.stringify(pattern).includes(sample.name));
  if (!own) return [fail(sample.name, 'no rule watches for this event', again)];
  const topic = alarmTopicArn(target);
  const told = own.targets.find(({ arn }) => arn === topic);
  const subject = `${sample.name}: ${own.name}`;
  const wanted = told ? await callsOf(target, own.name, told) : { calls: [], flaws: [] };
  return verdictOfCalls(subject, wanted.calls, [
    ...wanted.flaws,
    ...flawUnless(
      ON.includes(own.state),
      `the rule is ${own.state}`,
      `enable it (aws events enable-rule --name ${own.name})`,
    ),
    ...flawUnless(
      told !== undefined,
      `it tells ${own.targets.map(({ arn }) => arn).join(', ') || 'nobody'}, not ${topic}`,
      `give it its target back (aws events put-targets --rule ${own.name}), or ${again}`,
    ),
    ...happening.flatMap(({ arn, event }) => {
      const miss = missOf(own.pattern, event);
      return miss === undefined ? [] : [{ because: `it does not watch ${arn} (${miss})`, fix: again }];
    }),
    ...happening.slice(0, 1).flatMap(({ arn, event }) => {
      const mute = told && flawOfMessage(told.message ?? {}, event, arn);
      return mute === undefined ? [] : [{ because: `it tells too little: ${mute}`, fix: again }];
    }),
  ]);
};

/** What events happen to; the others happen to secrets. */
const KEY = 'AWS::KMS::Key';

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
    const wanted = EVENTS.map((sample): Wanted => ({ sample, of: sample.of === KEY ? keyArns : secrets }));
    return (await Promise.all(wanted.map((each) => judge(target, rules, each)))).flat();
  },
};
