import { expect, test } from '@jest/globals';
import { isObject, listAt, objectAt } from '../../../lib/ground/json';
import { pathsOf, SERVICE_PATHS, serviceCall } from '../../../lib/policy';
import { templatesOfDelivery } from '../_helpers/target';

/** What a policy that stands in a property of a type is about. */
const ABOUT: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'AWS::IAM::Role',
  'AWS::KMS::Key': 'AWS::KMS::Key',
  'AWS::S3::BucketPolicy': 'AWS::S3::Bucket',
  'AWS::SNS::TopicPolicy': 'AWS::SNS::Topic',
  'AWS::SQS::QueuePolicy': 'AWS::SQS::Queue',
};

const statementsIn = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value.flatMap(statementsIn);
  if (!isObject(value)) return [];
  return 'Effect' in value && 'Principal' in value ? [value] : Object.values(value).flatMap(statementsIn);
};

/** A name of a service in a template, where its region is an expression. */
const named = (service: unknown): string =>
  typeof service === 'string'
    ? service
    : JSON.stringify(service).includes('logs.')
      ? 'logs.us-east-1.amazonaws.com'
      : '';

test('every service that a policy of ours names has a row for what it may do there', async () => {
  const asked = new Set<string>();
  const unknown: string[] = [];
  for (const { stacks } of await templatesOfDelivery()) {
    for (const { template } of stacks) {
      for (const [id, { Type: type, Properties: properties }] of Object.entries(template.Resources ?? {})) {
        const calls =
          type === 'AWS::Lambda::Permission'
            ? [
                {
                  service: objectAt(properties)['Principal'],
                  action: 'lambda:InvokeFunction',
                  on: 'AWS::Lambda::Function',
                },
              ]
            : statementsIn(properties).flatMap((each) => {
                const { Effect: effect, Principal: principal, Action: action } = objectAt(each);
                const services = effect === 'Allow' ? listAt(objectAt(principal)['Service'] ?? []) : [];
                return services.flatMap((service) =>
                  listAt(action).map((one) => ({ service, action: String(one), on: ABOUT[type] ?? type })),
                );
              });
        for (const { service, action, on } of calls) {
          const name = named(service);
          const isKnown = SERVICE_PATHS.some((path) =>
            serviceCall(path).actions.some(
              (each) =>
                pathsOf(name, each, on).includes(path) && new RegExp(`^${action.replaceAll('*', '.*')}$`).test(each),
            ),
          );
          asked.add(name);
          if (!isKnown) unknown.push(`${id}: ${name} ${action} on ${on}`);
        }
      }
    }
  }
  expect(unknown).toEqual([]);
  expect([...asked].sort()).toEqual(
    expect.arrayContaining([
      'cloudtrail.amazonaws.com',
      'codebuild.amazonaws.com',
      'events.amazonaws.com',
      'lambda.amazonaws.com',
    ]),
  );
});
