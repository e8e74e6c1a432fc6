import { silenceOf } from '../../effect/ringing';
import { type MetricSample, metricSample } from '../../effect/samples';
import { type JsonObject, listAt, objectAt } from '../../ground/json';
import {
  callingService,
  leftOpen,
  type RequestContext,
  type Required,
  type ServicePath,
  WITHOUT_TLS,
} from '../../policy';
import { ask, onBehalfOf, outsidersIn, policiesOf, policyAt, principalOf, refusedToService } from '../templates/asking';
import { shown } from '../templates/intrinsics';
import { arnOf } from '../templates/physical-ids';
import { flawOfTrust, permissionsOf, workloadFunctions } from '../templates/roles';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-13: failing functions and dead letters raise an alarm at an encrypted topic that can be told. */
export const alarmsReachSomebody: Rule = {
  id: 'ZT-13-AlarmsReachSomebody',
  requires:
    'Errors and throttles of every function and letters in its dead-letter queue ring within the hour, each time and for nothing else, at an encrypted topic.',
  why: 'A failure that nobody hears of lasts until somebody else finds it.',
  fix: 'Give the function to Alarms (lib/stacks/constructs/alarms.ts); its topic is encrypted with the logs key.',
  source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html',
  hipaa: ['164.308(a)(6)(ii)', '164.312(b)'],
  appliesTo: 'target',
  check: (target) => [
    ...target.each(workloadFunctions(target), flawsOfFunction),
    ...target.each('AWS::SQS::Queue', flawsOfQueue),
    ...target.each('AWS::SNS::Topic', flawsOfTopic),
  ],
};

const flawsOfFunction = (each: Resource, target: Target): readonly string[] => {
  const queue = target.find(objectAt(each.properties['DeadLetterConfig'])['TargetArn'], 'AWS::SQS::Queue');
  return [
    ...flawsOfWatch('Errors', each, target),
    ...flawsOfWatch('Throttles', each, target),
    ...(queue
      ? flawsOfWatch('ApproximateNumberOfMessagesVisible', queue, target).map(
          (flaw) => `of ${queue.logicalId}, ${flaw}`,
        )
      : ['it has no dead-letter queue of this target']),
  ];
};

/** Letters of a function are its own business; those of a queue are whatever nobody could read there. */
const flawsOfQueue = (queue: Resource, target: Target): readonly string[] => {
  const { deadLetterTargetArn: arn } = objectAt(queue.properties['RedrivePolicy']);
  const letters = target.find(arn, queue.type);
  if (letters === undefined) return [];
  return flawsOfWatch('ApproximateNumberOfMessagesVisible', letters, target).map(
    (flaw) => `of letters in ${letters.logicalId}, ${flaw}`,
  );
};

/** Why nobody hears of what a metric of a resource shows: no alarm watches it, or none of those that do rings. */
export const flawsOfWatch = (metric: string, of: Resource, target: Target): readonly string[] => {
  const sample = metricSample(metric);
  const watching = target
    .certain('AWS::CloudWatch::Alarm')
    .filter(({ properties }) => watches(properties, sample, of, target));
  if (watching.length === 0) return [`no alarm tells anybody of its ${metric}`];
  const flaws = watching.map((alarm) => flawsOfAlarm(alarm, sample, target));
  return flaws.some((each) => each.length === 0) ? [] : flaws.flat();
};

const watches = (
  properties: JsonObject,
  { namespace, name, dimension }: MetricSample,
  of: Resource,
  target: Target,
) => {
  const dimensions = listAt(properties['Dimensions']).map(objectAt);
  return (
    properties['Namespace'] === namespace &&
    properties['MetricName'] === name &&
    dimensions.length === 1 && // one more makes it a metric that nobody writes
    dimensions.every(({ Name: named, Value: value }) => named === dimension && target.find(value, of.type) === of)
  );
};

/** Why an alarm does not tell a topic of the target what a metric shows. */
export const flawsOfAlarm = (
  { logicalId, properties }: Resource,
  sample: MetricSample,
  target: Target,
): readonly string[] => {
  const { ActionsEnabled: enabled = true, AlarmActions: actions } = properties;
  const silent = silenceOf(properties, sample);
  return [
    ...(silent === undefined ? [] : [silent]),
    ...(String(enabled) === 'true' ? [] : [`its ActionsEnabled is ${shown(enabled)}`]),
    ...(listAt(actions).some((action) => target.find(action, 'AWS::SNS::Topic'))
      ? []
      : ['it tells no topic of this target']),
  ].map((flaw) => `its alarm ${logicalId} tells nobody of ${sample.name}: ${flaw}`);
};

/** Why a topic is not encrypted, open without TLS or to others, or closed to those that tell it. */
export const flawsOfTopic = (topic: Resource, target: Target): readonly string[] => {
  const key = target.find(topic.properties['KmsMasterKeyId'], 'AWS::KMS::Key');
  const policies = policiesOf(topic, target);
  const calls = [['sns:Publish', arnOf(topic.identity)]] as const;
  const required: Required = { of: 'everybody', calls, cases: [WITHOUT_TLS] };
  return [
    ...(key ? [] : [`KmsMasterKeyId is ${shown(topic.properties['KmsMasterKeyId'])}, which is no key of this target`]),
    ...leftOpen(policies, required, 'its policy does not refuse'),
    ...flawsOfPublishers(topic, key, target),
    ...policies.flatMap((policy) => outsidersIn(policy, topic, target)).map((who) => `its policy lets ${who}`),
  ];
};

/** What keeps those who publish to a topic from it: its policy, its key's, and those of an execution role. */
const flawsOfPublishers = (topic: Resource, key: Resource | undefined, target: Target): readonly string[] => {
  const isThis = (arn: unknown): boolean => target.find(arn, topic.type) === topic;
  const alarms = target
    .of('AWS::CloudWatch::Alarm')
    .filter(({ properties }) => listAt(properties['AlarmActions']).some(isThis))
    .flatMap((alarm) => flawsOfSource(topic, key, target, alarm, 'alarm-publishes', 'alarm-encrypts'));
  const rules = target.of('AWS::Events::Rule').flatMap((rule) =>
    listAt(rule.properties['Targets'])
      .map(objectAt)
      .filter(({ Arn: arn }) => isThis(arn))
      .flatMap(({ RoleArn: role }) =>
        role === undefined
          ? flawsOfSource(topic, key, target, rule, 'rule-publishes', 'rule-encrypts')
          : flawsOfExecutionRole(topic, key, target, rule, role),
      ),
  );
  return [...new Set([...alarms, ...rules])];
};

/** A service that publishes as itself needs the topic's policy and the key's. */
const flawsOfSource = (
  topic: Resource,
  key: Resource | undefined,
  target: Target,
  source: Resource,
  publishes: ServicePath,
  encrypts: ServicePath,
): readonly string[] => {
  const service = callingService(publishes, topic.stack.region);
  const arn = arnOf(topic.identity);
  const on = { ...onBehalfOf(source), topic: arn };
  const silent = refusedToService(policiesOf(topic, target), publishes, arn, on);
  const locked = key && refusedToService([policyAt(key.properties['KeyPolicy'])], encrypts, arnOf(key.identity), on);
  return [
    ...(silent === undefined ? [] : [`its policy does not let ${service} publish (${silent})`]),
    ...(locked === undefined ? [] : [`its key ${key?.logicalId} does not let ${service} encrypt (${locked})`]),
  ];
};

/** An execution role needs policies of its own, and the key's; of the topic's policy only a Deny counts. */
const flawsOfExecutionRole = (
  topic: Resource,
  key: Resource | undefined,
  target: Target,
  rule: Resource,
  named: unknown,
): readonly string[] => {
  const role = target.find(named, 'AWS::IAM::Role');
  if (role === undefined) return [`${rule.logicalId} tells it as ${shown(named)}, which is no role of this target`];
  const untrusted = flawOfTrust(role, 'rule-assumes-target-role', onBehalfOf(rule));
  const { policies } = permissionsOf(role, target);
  const { account, region } = topic.stack;
  const may = (on: typeof policies, action: string, resource: string, context: RequestContext = {}): boolean =>
    ask(on, principalOf(account), action, resource, { 'aws:SecureTransport': 'true', ...context }).effect === 'allow';
  const publishes = [policies, [...policies, ...policiesOf(topic, target)]].every((on) =>
    may(on, 'sns:Publish', arnOf(topic.identity)),
  );
  const throughTopic = { 'kms:ViaService': `sns.${region}.amazonaws.com`, 'kms:CallerAccount': account };
  const locked = ['kms:Decrypt', 'kms:GenerateDataKey'].find(
    (action) =>
      key &&
      ![policies, [policyAt(key.properties['KeyPolicy'])]].every((on) =>
        may(on, action, arnOf(key.identity), throughTopic),
      ),
  );
  const who = `the role ${role.logicalId} of ${rule.logicalId}`;
  return [
    ...(untrusted === undefined ? [] : [`of ${rule.logicalId}, ${untrusted}`]),
    ...(publishes ? [] : [`${who} may not publish to it`]),
    ...(locked === undefined ? [] : [`${who} may not use its key (${locked})`]),
  ];
};
