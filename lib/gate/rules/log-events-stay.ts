import { objectAt } from '../../ground/json';
import { shown } from '../templates/intrinsics';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-07: log events are handed to functions of the target and to nobody else. */
export const logEventsStay: Rule = {
  id: 'ZT-07-LogEventsStay',
  requires:
    'A subscription filter hands events of a log group of the target to a function of the target, which does not write to the same log group.',
  why: 'Whoever is subscribed reads every event in plain, without the key of the log group and without a trace in the trail.',
  fix: 'Let a WorkloadFunction (lib/stacks/constructs/workload-function.ts) of the target take the events.',
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html',
  hipaa: ['164.308(a)(4)(i)', '164.312(a)(1)', '164.312(e)(1)'],
  appliesTo: 'target',
  check: (target) => target.each('AWS::Logs::SubscriptionFilter', flaws),
};

const flaws = ({ properties, stack }: Resource, target: Target): readonly string[] => {
  const { LogGroupName: name, DestinationArn: arn } = properties;
  const group = target.find(name, 'AWS::Logs::LogGroup');
  if (group === undefined) return [`it sends on what is in ${shown(name)}, which is no log group of this target`];
  const taker = target.find(arn, 'AWS::Lambda::Function');
  if (taker === undefined)
    return [`${readerOf(arn, stack.account)} reads every event of ${group.logicalId} (${shown(arn)})`];
  const { LogGroup: own = `/aws/lambda/${taker.identity.name}` } = objectAt(taker.properties['LoggingConfig']);
  return target.find(own, group.type) === group
    ? [`what ${taker.logicalId} says of an event becomes the next event: it is called for ever`]
    : [];
};

/** Who reads what is sent to an ARN, as far as the ARN says. */
const readerOf = (arn: unknown, own: string): string => {
  const [, service = '', account = ''] = /^arn:[^:]+:([^:]+):[^:]*:(\d{12}):/.exec(String(arn)) ?? [];
  if (account === '') return 'somebody whom nobody can tell';
  return account === own ? `whoever may read from ${service} of the account` : `account ${account}`;
};
