import { type JsonObject, listAt, objectAt } from '../../ground/json';
import { ALARM_PUBLISHERS } from '../../promises';
import { ask, isRefused, outsidersIn, policiesOf, policyAt, principalOf } from '../templates/asking';
import { shown } from '../templates/intrinsics';
import { arnOf } from '../templates/physical-ids';
import { workloadFunctions } from '../templates/roles';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-13: failing functions and dead letters raise an alarm at an encrypted topic that can be told. */
export const alarmsReachSomebody: Rule = {
  id: 'ZT-13-AlarmsReachSomebody',
  requires:
    'Errors and throttles of every function and the depth of every dead-letter queue raise alarms at an encrypted topic.',
  why: 'A failure that nobody hears of lasts until somebody else finds it.',
  fix: 'Give the function to Alarms (lib/stacks/constructs/alarms.ts); its topic is encrypted with the logs key.',
  source: 'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html',
  hipaa: ['164.308(a)(6)(ii)', '164.312(b)'],
  appliesTo: 'target',
  check: (target) => [
    ...target.each(workloadFunctions(target), flawsOfFunction),
    ...target.each('AWS::SNS::Topic', flawsOfTopic),
  ],
};

const flawsOfFunction = (each: Resource, target: Target): readonly string[] => {
  const queue = target.find(objectAt(each.properties['DeadLetterConfig'])['TargetArn'], 'AWS::SQS::Queue');
  return [
    ...['Errors', 'Throttles']
      .filter((metric) => !isWatched('AWS/Lambda', metric, 'FunctionName', each, target))
      .map((metric) => `no alarm tells anybody of its ${metric}`),
    ...(queue ? [] : ['it has no dead-letter queue of this target']),
    ...(queue && !isWatched('AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', queue, target)
      ? [`no alarm tells anybody of letters in ${queue.logicalId}`]
      : []),
  ];
};

const isWatched = (namespace: string, metric: string, dimension: string, of: Resource, target: Target): boolean =>
  target.certain('AWS::CloudWatch::Alarm').some(({ properties }) => {
    const { ActionsEnabled: enabled = true, ComparisonOperator: operator, Threshold: threshold } = properties;
    const dimensions = listAt(properties['Dimensions']).map(objectAt);
    const raises =
      (operator === 'GreaterThanThreshold' && Number(threshold) === 0) ||
      (operator === 'GreaterThanOrEqualToThreshold' && Number(threshold) === 1);
    return (
      properties['Namespace'] === namespace &&
      properties['MetricName'] === metric &&
      dimensions.length === 1 && // one more makes it a metric that nobody writes
      dimensions.some(({ Name: name, Value: value }) => name === dimension && target.find(value, of.type) === of) &&
      isSoon(properties) &&
      raises &&
      String(enabled) === 'true' &&
      listAt(properties['AlarmActions']).some((action) => target.find(action, 'AWS::SNS::Topic'))
    );
  });

/** An alarm counts what happened, and within the hour. */
const isSoon = ({ Statistic: statistic, Period: period, EvaluationPeriods: periods }: JsonObject): boolean =>
  ['Sum', 'Maximum'].includes(String(statistic)) && Number(period) * Number(periods) <= 60 * 60;

const flawsOfTopic = (topic: Resource, target: Target): readonly string[] => {
  const { account } = topic.stack;
  const key = target.find(topic.properties['KmsMasterKeyId'], 'AWS::KMS::Key');
  const policies = policiesOf(topic, target);
  const arn = arnOf(topic.identity);
  const may = (service: string, action: string, resource: string, on: typeof policies): boolean =>
    ask(on, { kind: 'service', service }, action, resource, {
      'aws:SourceAccount': account,
      'aws:SecureTransport': 'true',
    }).effect === 'allow';
  const plain = ask(policies, principalOf(account), 'sns:Publish', arn, { 'aws:SecureTransport': 'false' });
  const silent = ALARM_PUBLISHERS.filter((service) => !may(service, 'sns:Publish', arn, policies));
  const locked = ALARM_PUBLISHERS.filter(
    (service) =>
      key &&
      !['kms:Decrypt', 'kms:GenerateDataKey'].every((action) =>
        may(service, action, arnOf(key.identity), [policyAt(key.properties['KeyPolicy'])]),
      ),
  );
  return [
    ...(key ? [] : [`KmsMasterKeyId is ${shown(topic.properties['KmsMasterKeyId'])}, which is no key of this target`]),
    ...(isRefused(plain) ? [] : ['its policy does not refuse whoever comes without TLS']),
    ...silent.map((service) => `its policy does not let ${service} publish`),
    ...locked.map((service) => `its key ${key?.logicalId} does not let ${service} encrypt`),
    ...policies.flatMap((policy) => outsidersIn(policy, topic)).map((who) => `its policy lets ${who} in`),
  ];
};
