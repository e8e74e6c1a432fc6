import { isObject, type JsonObject, listAt, objectAt } from '../ground/json';
import type { HeldResource } from './stuck';

/**
 * The property by which CloudFormation knows a resource that exists: `primaryIdentifier` of the type's schema in its registry. Each is
 * what `Ref` answers. Types that are not here cannot be imported, or only by something that nobody knows any more.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resource-import-supported-resources.html
 */
const IDENTIFIERS: Readonly<Record<string, string>> = {
  'AWS::CloudTrail::Trail': 'TrailName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::IAM::ManagedPolicy': 'PolicyArn',
  'AWS::IAM::Role': 'RoleName',
  'AWS::KMS::Key': 'KeyId',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::S3::BucketPolicy': 'Bucket',
  'AWS::SNS::Topic': 'TopicArn',
  'AWS::SQS::Queue': 'QueueUrl',
  'AWS::SecretsManager::Secret': 'Id',
};

/** A resource as a change set of type IMPORT names it. */
export interface ImportedResource {
  readonly ResourceType: string;
  readonly LogicalResourceId: string;
  readonly ResourceIdentifier: Record<string, string>;
}

/** What makes a stack of resources that a deleted one has left behind. */
export interface Adoption {
  readonly template: JsonObject;
  readonly resources: readonly ImportedResource[];
}

/**
 * The template of a deleted stack, cut to what it has left behind. A property that speaks of anything else is left out, and nothing of
 * what exists is changed by that: the next release, which has the whole template, puts it there.
 */
export const adoptionOf = (template: JsonObject, held: readonly HeldResource[]): Adoption => {
  const all = objectAt(template['Resources']);
  const kept = held.filter(({ type, logicalId }) => IDENTIFIERS[type] !== undefined && isObject(all[logicalId]));
  const names = new Set(kept.map(({ logicalId }) => logicalId));
  const cut = kept.map(({ logicalId }): [string, JsonObject] => [logicalId, alone(objectAt(all[logicalId]), names)]);
  const resources = kept.map(({ type, logicalId, id }) => ({
    ResourceType: type,
    LogicalResourceId: logicalId,
    ResourceIdentifier: { [IDENTIFIERS[type] ?? '']: id },
  }));
  return { template: { Resources: Object.fromEntries(cut) }, resources };
};

const alone = (resource: JsonObject, names: ReadonlySet<string>): JsonObject => {
  const { DependsOn: _, Metadata: __, Condition: ___, Properties: properties, ...rest } = resource;
  const own = Object.entries(objectAt(properties)).filter(([, value]) =>
    speaksOf(value).every((name) => names.has(name)),
  );
  return { ...rest, Properties: Object.fromEntries(own) };
};

/** Logical ids, parameters and conditions that a value refers to; `AWS::…` is known everywhere. */
const speaksOf = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(speaksOf);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inside]) => {
    if (key === 'Ref') return String(inside).startsWith('AWS::') ? [] : [String(inside)];
    if (key === 'Fn::GetAtt') return [String(typeof inside === 'string' ? inside.split('.')[0] : listAt(inside)[0])];
    if (key === 'Fn::Sub') return substituted(inside);
    if (key === 'Fn::If' || key === 'Fn::FindInMap') return [String(listAt(inside)[0]), ...speaksOf(inside)];
    return speaksOf(inside);
  });
};

const substituted = (value: unknown): readonly string[] => {
  const [text, given = {}] = Array.isArray(value) ? value : [value];
  const own = new Set(Object.keys(objectAt(given)));
  const names = [...String(text).matchAll(/\$\{([\w:]+)(?:\.[\w.]+)?\}/g)].map(([, name = '']) => name);
  return [...names.filter((name) => !own.has(name) && !name.startsWith('AWS::')), ...speaksOf(given)];
};
