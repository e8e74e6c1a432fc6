import { isObject, objectAt } from '../../ground/json';
import type { PolicyDocument } from '../../policy';
import { outsidersIn, policyAt } from '../templates/asking';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-09: whatever other policy stands in a template lets nobody in who is not meant, either. */
export const policiesLetNobodyElseIn: Rule = {
  id: 'ZT-09-PoliciesLetNobodyElseIn',
  requires:
    'A policy of a log group, event bus, table or repository, and one whose resource is not known, lets nobody of another account in.',
  why: 'A door is a door wherever it stands: in a policy of its own, inline, or under a condition of the template.',
  fix: 'Bind the statement to this account: aws:SourceAccount for a service, the account itself for roles.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html',
  hipaa: ['164.308(a)(4)(i)', '164.312(a)(1)'],
  appliesTo: 'any',
  check: (target) => target.each(target.of(...Object.keys(OTHER_POLICIES)), flaws),
};

/** A policy in a template. */
interface Where {
  /** Where the policy stands, with dots. */
  readonly at: string;
  /** What it guards. */
  readonly guards: string;
  /** The property that names what it guards: where that is found, the rule of its own judges it. */
  readonly judged?: string;
}

/** Types with a policy that no rule of their own judges, or only one whose resource is found. */
export const OTHER_POLICIES: Readonly<Record<string, Where>> = {
  'AWS::S3::BucketPolicy': { at: 'PolicyDocument', guards: 'AWS::S3::Bucket', judged: 'Bucket' },
  'AWS::S3::AccessPoint': { at: 'Policy', guards: 'AWS::S3::Bucket' },
  'AWS::S3::MultiRegionAccessPointPolicy': { at: 'Policy', guards: 'AWS::S3::Bucket' },
  'AWS::SQS::QueuePolicy': { at: 'PolicyDocument', guards: 'AWS::SQS::Queue', judged: 'Queues' },
  'AWS::SQS::QueueInlinePolicy': { at: 'PolicyDocument', guards: 'AWS::SQS::Queue' },
  'AWS::SNS::TopicPolicy': { at: 'PolicyDocument', guards: 'AWS::SNS::Topic', judged: 'Topics' },
  'AWS::SNS::TopicInlinePolicy': { at: 'PolicyDocument', guards: 'AWS::SNS::Topic' },
  'AWS::SecretsManager::ResourcePolicy': {
    at: 'ResourcePolicy',
    guards: 'AWS::SecretsManager::Secret',
    judged: 'SecretId',
  },
  'AWS::Events::EventBus': { at: 'Policy', guards: 'AWS::Events::EventBus' },
  'AWS::Events::EventBusPolicy': { at: '', guards: 'AWS::Events::EventBus' },
  'AWS::Logs::ResourcePolicy': { at: 'PolicyDocument', guards: 'AWS::Logs::LogGroup' },
  'AWS::Logs::LogGroup': { at: 'ResourcePolicyDocument', guards: 'AWS::Logs::LogGroup' },
  'AWS::Logs::Destination': { at: 'DestinationPolicy', guards: 'AWS::Logs::Destination' },
  'AWS::DynamoDB::Table': { at: 'ResourcePolicy.PolicyDocument', guards: 'AWS::DynamoDB::Table' },
  'AWS::Kinesis::ResourcePolicy': { at: 'ResourcePolicy', guards: 'AWS::Kinesis::Stream' },
  'AWS::ECR::Repository': { at: 'RepositoryPolicyText', guards: 'AWS::ECR::Repository' },
  'AWS::EFS::FileSystem': { at: 'FileSystemPolicy', guards: 'AWS::EFS::FileSystem' },
  'AWS::Backup::BackupVault': { at: 'AccessPolicy', guards: 'AWS::Backup::BackupVault' },
};

const flaws = (resource: Resource, target: Target): readonly string[] => {
  const { at = '', guards = '', judged } = OTHER_POLICIES[resource.type] ?? {};
  const { properties, uncertain } = resource;
  const named = judged === undefined ? [] : [properties[judged]].flat();
  if (!uncertain && named.length > 0 && named.every((each) => target.find(each, guards))) return [];
  const policy = at === '' ? ofBus(resource) : documentAt(properties, at);
  const asked = { ...resource, type: guards };
  return policy === undefined ? [] : outsidersIn(policy, asked, target).map((who) => `it lets ${who}`);
};

const documentAt = (properties: Resource['properties'], path: string): PolicyDocument | undefined => {
  let value: unknown = properties;
  for (const name of path.split('.')) value = isObject(value) ? value[name] : undefined;
  return value === undefined ? undefined : policyAt(typeof value === 'string' ? parsed(value) : value);
};

/** A policy that stands there as a text; what is none stays one, which nobody can judge. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** The statement of a bus: as such, or in an older form that names an account or everybody of an organization. */
const ofBus = ({ properties }: Resource): PolicyDocument => {
  const { Statement: statement, Action: action, Principal: principal, Condition: condition } = properties;
  const { Key: key, Type: type, Value: value } = objectAt(condition);
  const older = {
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { AWS: principal },
    Action: action,
    ...(condition !== undefined && { Condition: { [String(type)]: { [String(key)]: value } } }),
  };
  return { Version: '2012-10-17', Statement: [statement ?? older] };
};
