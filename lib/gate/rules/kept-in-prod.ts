import { findingsOf } from '../asking';
import { shown } from '../intrinsics';
import type { Rule } from '../rule';
import { type Resource, targetOf } from '../target';
import { tagsOf } from './tags';

/** Types that hold something which cannot be made again. */
const STATEFUL = ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::SecretsManager::Secret', 'AWS::Logs::LogGroup'];

/** ZT-15: prod keeps its data when a stack goes, and a creation that is rolled back leaves nothing behind. */
export const keptInProd: Rule = {
  id: 'ZT-15-KeptInProd',
  requires: 'Data of prod is retained on update and delete, but not when its creation is rolled back.',
  why: 'A deleted stack must not delete data; a retained leftover with a fixed name makes the next creation fail.',
  fix: 'Use the removal policy of lib/stacks/constructs/retention.ts (RETAIN_ON_UPDATE_OR_DELETE in prod).',
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html',
  hipaa: ['164.308(a)(7)(ii)(A)', '164.312(c)(1)', '164.316(b)(2)(i)'],
  appliesTo: 'target',
  check: (stacks) =>
    targetOf(stacks)
      .of(...STATEFUL)
      .flatMap((resource) => findingsOf(resource, flaws(resource))),
};

const flaws = (resource: Resource): readonly string[] => {
  const { DeletionPolicy: deletion, UpdateReplacePolicy: replacement } = resource.template;
  if (deletion === 'Retain') return ['DeletionPolicy is "Retain": a rolled-back creation leaves it behind'];
  if (tagsOf(resource).get('Environment') !== 'prod') return [];
  return [
    ...(deletion === 'RetainExceptOnCreate' ? [] : [`DeletionPolicy is ${shown(deletion)} in prod`]),
    ...(replacement === 'Retain' ? [] : [`UpdateReplacePolicy is ${shown(replacement)} in prod`]),
  ];
};
