import { DEFAULT_APPLICATION } from '../../contract/names';
import { type Check, fail, pass } from '../check';
import { type Owned, ownedResources } from '../facts/owned';
import type { LiveTarget } from '../live-target';

/** Types whose physical id is a name that the stack gives, and what beside the environment makes it unique. */
const NAMED: Readonly<Record<string, (target: LiveTarget) => readonly string[]>> = {
  'AWS::S3::Bucket': ({ account, region }) => [account, region],
  'AWS::IAM::Role': ({ region }) => [region],
  'AWS::IAM::ManagedPolicy': ({ region }) => [region],
  'AWS::Lambda::Function': () => [],
  'AWS::Logs::LogGroup': () => [],
  'AWS::SQS::Queue': () => [],
  'AWS::DynamoDB::Table': () => [],
  'AWS::SNS::Topic': () => [],
  'AWS::CloudWatch::Alarm': () => [],
  'AWS::CloudTrail::Trail': ({ region }) => [region],
  'AWS::Events::Rule': () => [],
  'AWS::KMS::Alias': () => [],
  'AWS::SecretsManager::Secret': () => [],
};

/** A name without the parts of an ARN or URL before it. */
const nameOf = (physicalId: string): string => {
  const path = /^arn:[^:]+:iam:.*?:policy\/(?:.*\/)?(.+)$/.exec(physicalId)?.[1];
  return path ?? physicalId.replace(/^arn:(?:[^:]*:){5}/, '').replace(/^https?:\/\/[^/]+\/\d+\//, '');
};

const isPart = (name: string, part: string): boolean =>
  name
    .toLowerCase()
    .split(/[^a-z0-9-]+/)
    .some((word) => `-${word}-`.includes(`-${part.toLowerCase()}-`));

/** Stack, logical id and random characters; CloudFormation cuts the first two where the whole would be too long. */
const GENERATED = /^(.{4,})-([a-z0-9]{8,})-[a-z0-9]{12,13}$/i;

/** Whether CloudFormation has made the name: then it is unique by itself, and its stack is what carries the environment. */
const isGenerated = (name: string, { stackName, logicalId }: Owned): boolean => {
  const [, stack, id] = GENERATED.exec(name.toLowerCase()) ?? [];
  if (stack === undefined || id === undefined) return false;
  return stackName.toLowerCase().startsWith(stack) && logicalId.toLowerCase().startsWith(id);
};

/** Whose name it is: the first application's names carry the environment alone. */
const ownerOf = ({ application, environment }: LiveTarget): readonly string[] =>
  application === DEFAULT_APPLICATION ? [environment] : [environment, application];

const judge = (resource: Owned, target: LiveTarget) => {
  const { type, physicalId, logicalId, stackName } = resource;
  const name = nameOf(physicalId);
  const [carrier, unique] = isGenerated(name, resource) ? [stackName, []] : [name, NAMED[type]?.(target) ?? []];
  const missing = [...ownerOf(target), ...unique].filter((part) => !isPart(carrier, part));
  if (missing.length === 0) return pass(`${type} ${name}`);
  return fail(
    `${type} ${name}`,
    `its name lacks ${missing.map((part) => `"${part}"`).join(' and ')}`,
    `take the name of ${logicalId} in ${stackName} from lib/contract/names.ts`,
  );
};

/** Every physical name carries its environment and what else makes it unique (ZT-15). */
export const namesCarryEnvironment: Check = {
  id: 'names-carry-environment',
  requirement: 'ZT-15',
  proves: 'every physical name carries its environment and what else makes it unique',
  run: async (target) =>
    (await ownedResources(target)).filter(({ type }) => type in NAMED).map((resource) => judge(resource, target)),
};
