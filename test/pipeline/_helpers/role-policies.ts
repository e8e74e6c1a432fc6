import type { PolicyDocument } from '../../../lib/policy';
import { delivery } from './delivered-pipeline';

export const EVIDENCE = 'arn:aws:s3:::zero-trust-delivery-evidence-111111111111-us-east-1';

const buckets = delivery.resources('AWS::S3::Bucket').map(([id]) => id);

const arnOf = (id: string): string => {
  if (id.startsWith('EvidenceBucket')) return EVIDENCE;
  return buckets.includes(id) ? `arn:aws:s3:::${id}` : `arn:aws:any:us-east-1:111111111111:${id}`;
};

/** The role's policy with what it refers to as AWS would put it in. */
const resolved = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  const { 'Fn::Join': join, 'Fn::GetAtt': attribute, 'Fn::Sub': text, Ref: ref } = value as Record<string, unknown>;
  if (Array.isArray(join)) return (resolved(join[1]) as string[]).join(String(join[0]));
  if (Array.isArray(attribute)) return arnOf(String(attribute[0]));
  if (typeof text === 'string') return text.replaceAll('${AWS::Partition}', 'aws');
  if (ref === 'AWS::Partition') return 'aws';
  if (ref === 'AWS::AccountId') return '111111111111';
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, resolved(each)]));
};

/** Policies of the role of the pipeline's stack whose logical id begins so. */
export const policiesOf = (prefix: string): readonly PolicyDocument[] =>
  [...delivery.resources('AWS::IAM::Policy'), ...delivery.resources('AWS::IAM::ManagedPolicy')]
    .filter(([, { Roles: roles }]) => JSON.stringify(roles).includes(`"${prefix}`))
    .map(([, { PolicyDocument: document }]) => resolved(document) as PolicyDocument);
