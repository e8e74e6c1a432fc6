import type { LogRecord } from '../../effect/filter-pattern';
import { fieldsOf } from '../../effect/flow-record';
import { ANY, LOGGED } from '../../effect/samples';
import { objectAt } from '../../ground/json';
import type { Resource, Target } from './target';

/** A record of each kind that comes to a log group, by who writes there; nothing where nobody of the target does. */
export const comingTo = (group: Resource, target: Target): readonly LogRecord[] => {
  const isThis = (value: unknown): boolean => target.find(value, group.type) === group;
  const trails = target
    .of('AWS::CloudTrail::Trail')
    .filter(({ properties }) => isThis(properties['CloudWatchLogsLogGroupArn']))
    .map(() => LOGGED.trail);
  const flows = target
    .of('AWS::EC2::FlowLog')
    .filter(({ properties }) => isThis(properties['LogGroupName'] ?? properties['LogDestination']))
    .map(({ properties }) => fieldsOf(properties['LogFormat']).map((field) => LOGGED.flow[field] ?? ANY));
  const lines = target.of('AWS::Lambda::Function').flatMap(({ identity, properties }): readonly LogRecord[] => {
    const { LogGroup: name = `/aws/lambda/${identity.name}`, LogFormat: format } = objectAt(
      properties['LoggingConfig'],
    );
    return isThis(name) ? [format === 'JSON' ? LOGGED.function : ANY] : [];
  });
  return [...trails, ...flows, ...lines];
};
