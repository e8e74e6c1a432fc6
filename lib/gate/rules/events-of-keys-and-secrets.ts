import { missOf } from '../../effect/event-pattern';
import { flawOfMessage } from '../../effect/message';
import { EVENTS, type EventSample, filledIn } from '../../effect/samples';
import { listAt, objectAt } from '../../ground/json';
import { shown } from '../templates/intrinsics';
import { arnOf } from '../templates/physical-ids';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-13: an endangered key and a failed rotation, for which there is no metric, are told by their events. */
export const eventsOfKeysAndSecrets: Rule = {
  id: 'ZT-13-EventsOfKeysAndSecrets',
  requires: 'Disabling a key, scheduling its deletion, and a failed rotation are told to a topic of the target.',
  why: 'A deleted key is deleted data; there are seven days or more to stop it, if somebody knows.',
  fix: 'Keep EndangeredKey and FailedRotation of Alarms (lib/stacks/constructs/alarms.ts), and give them every key and secret.',
  source: 'https://docs.aws.amazon.com/kms/latest/developerguide/logging-using-cloudtrail.html',
  hipaa: ['164.308(a)(6)(ii)', '164.312(a)(2)(iv)', '164.312(b)'],
  appliesTo: 'target',
  check: (target) =>
    [...new Set(EVENTS.map(({ of }) => of))].flatMap((type) =>
      target.each(type, (thing) =>
        EVENTS.filter(({ of }) => of === type).flatMap((event) => untold(event, thing, target)),
      ),
    ),
};

/** Why nobody is told when an event happens to a thing; the nearest rule says more, where there is one. */
const untold = (sample: EventSample, thing: Resource, target: Target): readonly string[] => {
  const arn = arnOf(thing.identity);
  const { event } = filledIn(sample, { ...thing.stack, arn });
  const rules = target.certain('AWS::Events::Rule');
  const flaws = rules.map((rule) => flawsOfRule(rule, event, arn, target));
  if (flaws.some((each) => each.length === 0)) return [];
  const meant = rules.findIndex(({ properties }) =>
    JSON.stringify(properties['EventPattern'] ?? '').includes(sample.name),
  );
  const because = rules[meant] && `: ${rules[meant].logicalId} ${flaws[meant]?.join(', ')}`;
  return [`nobody is told of ${sample.name}${because ?? ''}`];
};

/** States in which a rule takes what the default bus brings. */
const ON: readonly unknown[] = ['ENABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'];

const flawsOfRule = ({ properties }: Resource, event: EventSample['event'], arn: string, target: Target) => {
  const {
    State: state = 'ENABLED',
    EventPattern: pattern,
    Targets: targets,
    EventBusName: bus = 'default',
  } = properties;
  const miss = missOf(pattern, event);
  const told = listAt(targets)
    .map(objectAt)
    .filter((each) => target.find(each['Arn'], 'AWS::SNS::Topic'));
  const mute = told.map((each) => flawOfMessage(each, event, arn)).find((flaw) => flaw !== undefined);
  return [
    ...(ON.includes(state) ? [] : [`has the State ${shown(state)}`]),
    ...(bus === 'default' ? [] : [`listens to ${shown(bus)}, where no event of AWS goes`]),
    ...(miss === undefined ? [] : [`does not take it (${miss})`]),
    ...(told.length > 0 ? [] : ['tells no topic of this target']),
    ...(mute === undefined ? [] : [`tells too little: ${mute}`]),
  ];
};
