import { objectAt } from '../../ground/json';
import { encryptionOf, purposeOf } from '../templates/buckets';
import { shown } from '../templates/intrinsics';
import type { Resource, Target } from '../templates/target';
import type { Finding } from '../templates/template';
import { alarmsThat } from '../templates/topics';
import type { Rule } from './rule';

/** ZT-05: data, logs and secrets have a key each, made in this target. */
export const keysApart: Rule = {
  id: 'ZT-05-KeysApart',
  requires: 'Data, logs and secrets are encrypted with a key each, which the target makes itself.',
  why: 'Who reads logs must not be able to read data, and nobody but us decides about our keys.',
  fix: 'Take the data key, the logs key or the secrets key of the stack (lib/stacks/data-stack.ts), as the requirement says.',
  source: 'https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html',
  hipaa: ['164.312(a)(1)', '164.312(a)(2)(iv)'],
  appliesTo: 'any',
  check: (target) => {
    const uses = usesIn(target).map((use) => ({ ...use, found: target.find(use.key, 'AWS::KMS::Key') }));
    return uses.flatMap(({ resource: { stack, logicalId }, purpose, key, found }): readonly Finding[] => {
      if (found === undefined) {
        return [{ stack, logicalId, because: `its key is ${shown(key)}, which is no key of this target` }];
      }
      const other = uses.find((use) => use.found === found && use.purpose !== purpose);
      const because = `its key ${found.logicalId} is for ${purpose} here and for ${other?.purpose} of ${other?.resource.logicalId}`;
      return other === undefined ? [] : [{ stack, logicalId, because }];
    });
  },
};

interface Use {
  readonly resource: Resource;
  readonly purpose: 'data' | 'logs' | 'secrets';
  readonly key: unknown;
}

/** Who is encrypted with what; log groups without a key are ZT-07's business. */
const usesIn = (target: Target): readonly Use[] => {
  const all = (type: string, purpose: Use['purpose'], property: string): readonly Use[] =>
    target.of(type).map((resource) => ({ resource, purpose, key: resource.properties[property] }));
  const buckets = target.of('AWS::S3::Bucket').flatMap((resource): readonly Use[] => {
    const purpose = purposeOf(resource, target);
    if (purpose === 'access logs') return [];
    return [{ resource, purpose: purpose === 'trail' ? 'logs' : 'data', key: encryptionOf(resource).key }];
  });
  return [
    ...buckets,
    ...all('AWS::SQS::Queue', 'data', 'KmsMasterKeyId'),
    ...all('AWS::Logs::LogGroup', 'logs', 'KmsKeyId').filter(({ key }) => key !== undefined),
    ...all('AWS::CloudTrail::Trail', 'logs', 'KMSKeyId'),
    ...target.of('AWS::SNS::Topic').map((topic): Use => {
      const purpose = alarmsThat(topic, target).length > 0 ? 'logs' : 'data';
      return { resource: topic, purpose, key: topic.properties['KmsMasterKeyId'] };
    }),
    ...target.of('AWS::DynamoDB::Table').map((table): Use => {
      const { KMSMasterKeyId: key } = objectAt(table.properties['SSESpecification']);
      return { resource: table, purpose: 'data', key };
    }),
    ...all('AWS::SecretsManager::Secret', 'secrets', 'KmsKeyId'),
  ];
};
