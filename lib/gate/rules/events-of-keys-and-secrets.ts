import { listAt, objectAt } from '../../ground/json';
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
  check: (target) => {
    const untold = (resource: Resource, names: readonly string[], field: Field): readonly string[] =>
      names
        .filter((name) => !isTold(name, arnOf(resource.identity), field, target))
        .map((name) => `nobody is told of ${name}`);
    return [
      ...target.each('AWS::KMS::Key', (key) => untold(key, ['DisableKey', 'ScheduleKeyDeletion'], keyOf)),
      ...target.each('AWS::SecretsManager::Secret', (secret) => untold(secret, ['RotationFailed'], secretOf)),
    ];
  },
};

type Detail = Readonly<Record<string, unknown>>;
type Field = (detail: Detail) => unknown;

const keyOf: Field = ({ resources }) => objectAt(resources)['ARN'];
const secretOf: Field = ({ additionalEventData: data }) => objectAt(data)['SecretId'];

/** Fields of a pattern that a rule may have; one more could be one that never matches. */
const KNOWN = new Set(['source', 'detail-type', 'detail', 'account', 'region']);
const KNOWN_DETAIL = new Set(['eventSource', 'eventName', 'resources', 'additionalEventData']);

const isTold = (eventName: string, arn: string, field: Field, target: Target): boolean =>
  target.certain('AWS::Events::Rule').some(({ properties }) => {
    const { State: state = 'ENABLED', EventPattern: given, Targets: targets, EventBusName: bus } = properties;
    const pattern = objectAt(given);
    const detail = objectAt(pattern['detail']);
    const resources = field(detail);
    return (
      state === 'ENABLED' &&
      (bus === undefined || bus === 'default') && // where AWS's own events go
      Object.keys(pattern).every((key) => KNOWN.has(key)) &&
      Object.keys(detail).every((key) => KNOWN_DETAIL.has(key)) &&
      Object.keys(detail).length > 0 &&
      sourcesMatch(eventName, pattern, detail) &&
      listAt(detail['eventName']).includes(eventName) &&
      (resources === undefined || listAt(resources).includes(arn)) &&
      listAt(targets).some((each) => target.find(objectAt(each)['Arn'], 'AWS::SNS::Topic') !== undefined)
    );
  });

const sourcesMatch = (eventName: string, pattern: Detail, detail: Detail): boolean => {
  const service = eventName === 'RotationFailed' ? 'secretsmanager' : 'kms';
  const type = eventName === 'RotationFailed' ? 'AWS Service Event via CloudTrail' : 'AWS API Call via CloudTrail';
  const takes = (value: unknown, wanted: string): boolean => value === undefined || listAt(value).includes(wanted);
  return (
    takes(pattern['source'], `aws.${service}`) &&
    takes(pattern['detail-type'], type) &&
    takes(detail['eventSource'], `${service}.amazonaws.com`)
  );
};
