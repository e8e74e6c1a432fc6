import { holdsForGood } from '../../contract/data-holders';
import { RETENTION_OUTPUT } from '../../contract/names';
import { listAt, objectAt } from '../../ground/json';
import { policyResourcesOf } from '../templates/asking';
import { purposeOf } from '../templates/buckets';
import { shown } from '../templates/intrinsics';
import { findingsOf, type Resource, type Target } from '../templates/target';
import type { Rule } from './rule';
import { tagsOf } from './tags';

/** ZT-15: prod keeps its data when a stack goes, and a creation that is rolled back leaves nothing behind. */
export const keptInProd: Rule = {
  id: 'ZT-15-KeptInProd',
  requires:
    'Data of prod is retained on update and delete with the policy that guards it, never expires, and its audit record is kept six years; a creation that is rolled back leaves nothing behind.',
  why: 'A deleted stack must not delete data; a retained leftover with a fixed name makes the next creation fail.',
  fix: 'Use the removal policy of lib/stacks/constructs/retention.ts (RETAIN_ON_UPDATE_OR_DELETE in prod).',
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html',
  hipaa: ['164.308(a)(7)(ii)(A)', '164.312(c)(1)', '164.316(b)(2)(i)'],
  appliesTo: 'target',
  check: (target) => {
    const kept = isKept(target);
    const stateful = target.resources.filter(({ type }) => holdsForGood(type));
    return [...target.each(stateful, (resource) => flaws(resource, kept)), ...(kept ? keptWhole(target) : [])];
  },
};

/** Whether a target retains its data: it is prod, or its stack says so. */
export const isKept = (target: Target): boolean =>
  target.resources.some((resource) => tagsOf(resource).get('Environment') === 'prod') ||
  target.stacks.some(({ template }) => objectAt(template.Outputs?.[RETENTION_OUTPUT])['Value'] === 'retained');

const flaws = (resource: Resource, kept: boolean): readonly string[] => {
  const { DeletionPolicy: deletion, UpdateReplacePolicy: replacement } = resource.template;
  if (deletion === 'Retain') return ['DeletionPolicy is "Retain": a rolled-back creation leaves it behind'];
  if (!kept) return [];
  return [
    ...(deletion === 'RetainExceptOnCreate' ? [] : [`DeletionPolicy is ${shown(deletion)} where data is kept`]),
    ...(replacement === 'Retain' ? [] : [`UpdateReplacePolicy is ${shown(replacement)} where data is kept`]),
  ];
};

/** What holds data keeps its policy and its content. */
const keptWhole = (target: Target) => [
  ...target
    .of('AWS::S3::Bucket', 'AWS::SQS::Queue')
    .flatMap((each) => [
      ...target.each(policyResourcesOf(each, target), (policy) => flaws(policy, true)),
      ...findingsOf(each, flawsOfExpiry(each, target)),
    ]),
  ...target.each('Custom::S3AutoDeleteObjects', () => ['it empties a bucket that is kept, when the stack goes']),
];

const SIX_YEARS = 6 * 365;
const EXPIRIES = [
  'ExpirationInDays',
  'ExpirationDate',
  'NoncurrentVersionExpiration',
  'NoncurrentVersionExpirationInDays',
];

/** Data stays until somebody deletes it, and then six years like the audit record; access logs may go. */
const flawsOfExpiry = (bucket: Resource, target: Target): readonly string[] => {
  const purpose = purposeOf(bucket, target);
  const rules = listAt(objectAt(bucket.properties['LifecycleConfiguration'])['Rules']).map(objectAt);
  const expiries = rules.flatMap((rule) =>
    EXPIRIES.filter((name) => rule[name] !== undefined).map((name) => [name, rule[name]] as const),
  );
  if (purpose === 'access logs') return [];
  return expiries
    .filter(
      ([name, days]) =>
        // What somebody has deleted is a version that nobody sees: that it goes soon would make deleting a way to lose it.
        name === 'ExpirationDate' ||
        (purpose === 'data' && name === 'ExpirationInDays') ||
        !(daysOf(days) >= SIX_YEARS),
    )
    .map(([name, value]) => `a lifecycle rule with ${name} ${shown(value)} deletes what is kept`);
};

const daysOf = (expiry: unknown): number => Number(objectAt(expiry)['NoncurrentDays'] ?? expiry);
