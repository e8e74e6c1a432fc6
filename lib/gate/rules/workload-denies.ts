import { listAt, objectAt } from '../../ground/json';
import { leftOpen, notUnderKey, outsideOf, type RequestContext, type Required } from '../../policy';
import { ask, isRefused, mayPass, principalOf } from '../templates/asking';
import { dataBuckets, encryptionOf } from '../templates/buckets';
import { shown } from '../templates/intrinsics';
import { arnOf } from '../templates/physical-ids';
import { type Permissions, permissionsOf, workloadFunctions } from '../templates/roles';
import { findingsOf, type Resource, type Target } from '../templates/target';
import { rightHeaders } from './data-bucket-refuses-other-keys';
import type { Rule } from './rule';

/** ZT-09: a role that works with data is denied unencrypted objects, and denied everything from outside the VPC. */
export const workloadDenies: Rule = {
  id: 'ZT-09-WorkloadDenies',
  requires:
    "The workload's role is explicitly denied objects not under the data key, and our bucket, keys and secrets from outside the VPC.",
  why: 'Credentials that leak from a function are worth nothing elsewhere, and a wrong call cannot leave plain data behind.',
  fix: 'Keep RefuseUnencryptedPut, RefuseAnotherKey and RefuseOutsideTheVpc of Processing (lib/stacks/constructs/processing.ts).',
  source:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcevpc',
  hipaa: ['164.308(a)(4)(i)', '164.312(a)(1)', '164.312(a)(2)(iv)'],
  appliesTo: 'target',
  check: (target) => [
    ...workloadRoles(target).flatMap(({ role, buckets, permissions }) =>
      findingsOf(
        role,
        buckets.flatMap((bucket) => [
          ...flawsOfObjects(bucket, permissions, target),
          ...flawsOutside(role, bucket, permissions, target),
        ]),
      ),
    ),
    ...target.each(workloadFunctions(target), flawsOfEnvironment),
  ],
};

/** Lambda decrypts a function's environment as its role from outside the VPC, and shows it to whoever may see the function. */
const flawsOfEnvironment = ({ properties }: Resource, target: Target): readonly string[] => {
  const key = target.find(properties['KmsKeyArn'], 'AWS::KMS::Key');
  const uses = [
    ...dataBuckets(target).map((bucket) => encryptionOf(bucket).key),
    ...target.of('AWS::SecretsManager::Secret').map((secret) => secret.properties['KmsKeyId']),
  ];
  const isDenied = uses.some((use) => key !== undefined && target.find(use, 'AWS::KMS::Key') === key);
  const secrets = Object.entries(objectAt(objectAt(properties['Environment'])['Variables'])).filter(([, value]) =>
    shown(value).includes('{{resolve:'),
  );
  return [
    ...(isDenied
      ? [`its environment is encrypted with ${key?.logicalId}, which its role may not use from outside`]
      : []),
    ...secrets.map(
      ([name]) => `its variable ${name} takes a value from elsewhere, which would stand there in plain text`,
    ),
  ];
};

interface WorkloadRole {
  readonly role: Resource;
  readonly buckets: readonly Resource[];
  readonly permissions: Permissions;
}

/** Roles of functions that have to do with a data bucket: by their permissions, or because they carry its name. */
const workloadRoles = (target: Target): readonly WorkloadRole[] =>
  workloadFunctions(target).flatMap((each) => {
    const role = target.find(each.properties['Role'], 'AWS::IAM::Role');
    if (role === undefined) return [];
    const permissions = permissionsOf(role, target);
    const variables = Object.values(objectAt(objectAt(each.properties['Environment'])['Variables']));
    const statements = permissions.policies.flatMap((policy) => listAt(policy['Statement']).map(objectAt));
    const resources = statements
      .filter(({ Effect: effect }) => effect === 'Allow')
      .flatMap(({ Resource: resource }) => listAt(resource));
    const buckets = dataBuckets(target).filter(
      ({ identity }) =>
        variables.includes(identity.name) ||
        resources.some((resource) => typeof resource === 'string' && resource.startsWith(arnOf(identity))),
    );
    return buckets.length === 0 ? [] : [{ role, buckets, permissions }];
  });

const flawsOfObjects = (bucket: Resource, { policies }: Permissions, target: Target): readonly string[] => {
  const { account } = bucket.stack;
  const key = target.find(encryptionOf(bucket).key, 'AWS::KMS::Key');
  const arn = key ? arnOf(key.identity) : 'none';
  const objects = `${arnOf(bucket.identity)}/*`;
  const required: Required = { of: 'holder', calls: [['s3:PutObject', objects]], cases: notUnderKey(arn) };
  const right = ask(policies, principalOf(account), 's3:PutObject', `${arnOf(bucket.identity)}/any`, {
    ...inside(target),
    ...rightHeaders(arn),
  });
  return [
    ...leftOpen(policies, required, 'it is not denied'),
    ...(key !== undefined && isRefused(right) ? [`it is denied objects under the key of ${bucket.logicalId}`] : []),
  ];
};

const inside = (target: Target): RequestContext => ({
  'aws:SourceVpc': target.of('AWS::EC2::VPC').map(({ identity }) => identity.name)[0] ?? '',
  'aws:ViaAWSService': 'false',
});

/** Calls from elsewhere: another VPC, and none at all. */
const ELSEWHERE: readonly RequestContext[] = [
  { 'aws:SourceVpc': 'vpc-of-somebody', 'aws:ViaAWSService': 'false' },
  { 'aws:ViaAWSService': 'false' },
];

type Call = readonly [action: string, resource: string];

/** Keys of a bucket and of the secrets. */
const guardedKeys = (bucket: Resource, target: Target): readonly Resource[] => {
  const secrets = target.of('AWS::SecretsManager::Secret');
  const uses = [encryptionOf(bucket).key, ...secrets.map(({ properties }) => properties['KmsKeyId'])];
  return uses.flatMap((use) => target.find(use, 'AWS::KMS::Key') ?? []);
};

/** All that can be done with a bucket, its key and the secrets: inside the VPC, and nowhere else. */
const guarded = (bucket: Resource, target: Target): readonly Call[] => [
  ['s3:*', arnOf(bucket.identity)],
  ['s3:*', `${arnOf(bucket.identity)}/*`],
  ...guardedKeys(bucket, target).map(({ identity }): Call => ['kms:*', arnOf(identity)]),
  ...target.of('AWS::SecretsManager::Secret').map(({ identity }): Call => ['secretsmanager:*', arnOf(identity)]),
];

/** Some of it that must not be denied there. */
const neededCalls = (bucket: Resource, target: Target): readonly Call[] => {
  const all = (actions: readonly string[], resource: string) => actions.map((action): Call => [action, resource]);
  return [
    ...all(['s3:GetObject', 's3:DeleteObject'], `${arnOf(bucket.identity)}/any`),
    ...all(['s3:ListBucket', 's3:GetBucketPolicy'], arnOf(bucket.identity)),
    ...guardedKeys(bucket, target).flatMap(({ identity }) =>
      all(['kms:Decrypt', 'kms:GenerateDataKey'], arnOf(identity)),
    ),
    ...target
      .of('AWS::SecretsManager::Secret')
      .flatMap(({ identity }) =>
        all(['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'], arnOf(identity)),
      ),
  ];
};

const flawsOutside = (
  role: Resource,
  bucket: Resource,
  { policies }: Permissions,
  target: Target,
): readonly string[] => {
  const { account, region, partition } = role.identity;
  const decide = (action: string, resource: string, context: RequestContext) =>
    ask(policies, principalOf(account), action, resource, context);
  const vpc = inside(target)['aws:SourceVpc'] ?? '';
  const required: Required = { of: 'holder', calls: guarded(bucket, target), cases: outsideOf(String(vpc)) };
  const shut = neededCalls(bucket, target).filter((call) =>
    [inside(target), { 'aws:ViaAWSService': 'true' }].some((context) => {
      const decision = decide(...call, context);
      return isRefused(decision) || decision.effect === 'cannot-tell';
    }),
  );
  const stranger = `arn:${partition}:kms:${region}:${account}:key/another`;
  const tooWide = ELSEWHERE.some((context) => isRefused(decide('kms:Decrypt', stranger, context)));
  return [
    ...leftOpen(policies, required, 'it is not denied'),
    ...shut.map(([action, resource]) => `inside the VPC, or through a service, it is denied ${action} on ${resource}`),
    ...(tooWide ? ['its denial covers keys that it does not name: Lambda could not read environment variables'] : []),
    ...(mayPass(decide('s3:GetObject', 'arn:aws:s3:::somebody/else', ELSEWHERE[0] ?? {}))
      ? ['it may read the buckets of others']
      : []),
  ];
};
