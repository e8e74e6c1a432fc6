import { revalidationProjectName } from '../../contract/names';
import { TOLD_PATHS } from '../../contract/notifications';
import { missOf } from '../../effect/event-pattern';
import { flawOfMessage } from '../../effect/message';
import { toldEvents } from '../../effect/release-events';
import { type JsonObject, listAt, objectAt } from '../../ground/json';
import { closingFunctions } from '../templates/evidence';
import { shown } from '../templates/intrinsics';
import { arnOf } from '../templates/physical-ids';
import { actionsOf } from '../templates/pipelines';
import type { Resource, Target } from '../templates/target';
import { flawsOfTopic, flawsOfWatch } from './alarms';
import type { Rule } from './rule';

/** ZT-13: whoever has to do something about a release hears of it, once, and hears nothing that could be data. */
export const peopleAreTold: Rule = {
  id: 'ZT-13-PeopleAreTold',
  requires:
    'An approval that is asked for or not given, a failed release, validation or revalidation, and a record that nobody could close are told to an encrypted topic, once, in words of ours, to addresses.',
  why: 'A release that waits or has failed waits until somebody looks by chance; a message is read anywhere, so no text of anybody may be in it.',
  fix: 'Keep Notifications (lib/pipeline/notifications.ts), and give its topic to every ApproveStep.',
  source: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html',
  hipaa: ['164.308(a)(6)(ii)', '164.312(a)(1)', '164.312(e)(1)'],
  appliesTo: 'pipeline',
  check: (target) => [
    ...target.each(TOPIC, (topic) => flawsOfTopic(topic, target)),
    ...target.each('AWS::SNS::Subscription', (each) => flawsOfSubscription(each, target)),
    ...target.each(RULE, (rule) => flawsOfMessages(rule, target)),
    // What no function of ours closes is somebody else's pipeline, who may tell people in another way.
    ...(closingFunctions(target).length === 0
      ? []
      : [
          ...target.each('AWS::CodePipeline::Pipeline', (pipeline) => [
            ...flawsOfEvents(pipeline, target),
            ...flawsOfQuestions(pipeline, target),
          ]),
          ...target.each(closingFunctions(target), (closer) => flawsOfLetters(closer, target)),
        ]),
  ],
};

const TOPIC = 'AWS::SNS::Topic';
const RULE = 'AWS::Events::Rule';

const flawsOfSubscription = ({ properties }: Resource, target: Target): readonly string[] => {
  const { TopicArn: arn, Protocol: protocol, Endpoint: endpoint } = properties;
  return [
    ...(target.find(arn, TOPIC) ? [] : [`TopicArn is ${shown(arn)}, which is no topic of these templates`]),
    ...(protocol === 'email' ? [] : [`it tells ${shown(endpoint)} by ${shown(protocol)}, not a person by e-mail`]),
    ...(typeof endpoint === 'string' ? [] : [`who hears it stands in no template: ${shown(endpoint)}`]),
  ];
};

const topicsTold = (rule: Resource, target: Target): readonly JsonObject[] =>
  listAt(rule.properties['Targets'])
    .map(objectAt)
    .filter((each) => target.find(each['Arn'], TOPIC));

/** Only a message that stands in the template, or is made from parts without free text, says nothing of anybody's. */
const flawsOfMessages = (rule: Resource, target: Target): readonly string[] =>
  topicsTold(rule, target).flatMap(({ Input: input, InputTransformer: transformer }) => {
    if (typeof input === 'string' && rule.properties['EventPattern'] === undefined) return [];
    if (transformer === undefined) return ['it sends what an event says as it is, free text with it'];
    const { InputPathsMap: map, InputTemplate: template } = objectAt(transformer);
    return [
      ...Object.values(objectAt(map)).filter((path) => !TOLD_PATHS.includes(String(path))),
      ...(typeof template === 'string' ? (template.match(OF_EVENTBRIDGE) ?? []) : [template]),
    ].map((value) => `it sends ${shown(value)}, which may be anything`);
  });

/**
 * Variables that no path defines: two of them are the whole event.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
const OF_EVENTBRIDGE = /<aws\.events\.[^>]*>/g;

const flawsOfEvents = ({ identity, stack }: Resource, target: Target): readonly string[] => {
  const rules = target.certain(RULE).filter((rule) => topicsTold(rule, target).length > 0);
  const of = { name: identity.name, arn: arnOf(identity), ...stack };
  return toldEvents(of, revalidationProjectName(identity.name)).flatMap(({ when, event, says, message }) => {
    const flaws = rules.map((rule) => flawOfRule(rule, event));
    const taking = rules.filter((_, index) => flaws[index] === undefined);
    const [one, ...more] = taking;
    if (one === undefined) {
      const because = rules.map(({ logicalId }, index) => `${logicalId} ${flaws[index]}`).join('; ');
      return [`nobody is told when ${when}: ${because || 'no rule tells a topic'}`];
    }
    const mute = topicsTold(one, target).flatMap((each) => flawOfMessage(each, message, says) ?? []);
    return [
      ...mute.map((flaw) => `when ${when}, ${one.logicalId} tells too little: ${flaw}`),
      ...(more.length + topicsTold(one, target).length > 1 ? [`people are told more than once when ${when}`] : []),
    ];
  });
};

/** Why a rule does not take an event; undefined where it does. */
const flawOfRule = ({ properties }: Resource, event: JsonObject): string | undefined => {
  const { State: state = 'ENABLED', EventPattern: pattern, EventBusName: bus = 'default' } = properties;
  if (state !== 'ENABLED') return `has the State ${shown(state)}`;
  if (bus !== 'default') return `listens to ${shown(bus)}, where no event of AWS goes`;
  const miss = missOf(pattern, event);
  return miss === undefined ? undefined : `does not take it (${miss})`;
};

/** CodePipeline tells of a question itself. */
const flawsOfQuestions = (pipeline: Resource, target: Target): readonly string[] =>
  actionsOf(pipeline)
    .filter(({ category, configuration }) => {
      return category === 'Approval' && target.find(configuration['NotificationArn'], TOPIC) === undefined;
    })
    .map(({ name, configuration }) => {
      return `nobody is told that ${name} asks: its NotificationArn is ${shown(configuration['NotificationArn'])}, no topic of these templates`;
    });

const flawsOfLetters = (closer: Resource, target: Target): readonly string[] => {
  const letters = target.find(objectAt(closer.properties['DeadLetterConfig'])['TargetArn'], 'AWS::SQS::Queue');
  return letters === undefined ? [] : flawsOfWatch('ApproximateNumberOfMessagesVisible', letters, target);
};
