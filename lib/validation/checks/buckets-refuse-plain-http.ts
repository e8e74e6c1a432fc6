import { WITH_OLD_TLS, WITHOUT_TLS } from '../../policy';
import type { Check, CheckResult } from '../check';
import { bucketArn, everyBucketOf } from '../facts/buckets';
import { bucketRefusals } from '../facts/data-puts';
import { leavesNothingOpen, mustBeRefused } from '../facts/refusal';
import type { LiveTarget } from '../live-target';

const WAYS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'without TLS': { 'aws:SecureTransport': 'false' },
  'with TLS 1.1': { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.1' },
};

const judge = async (target: LiveTarget, bucket: string): Promise<readonly CheckResult[]> => {
  const policies = await bucketRefusals(target, bucket);
  const arn = bucketArn(target, bucket);
  const caller = { arn: `arn:${target.partition}:iam::${target.account}:role/anybody`, account: target.account };
  const calls = [
    ['s3:GetObject', `${arn}/any`],
    ['s3:PutObject', `${arn}/any`],
    ['s3:ListBucket', arn],
  ] as const;
  const all = [arn, `${arn}/*`].map((resource) => ['s3:*', resource] as const);
  const attempts = await Promise.all(
    calls.flatMap(([action, resource]) =>
      Object.entries(WAYS).map(([how, context]) =>
        mustBeRefused(target, { what: `${action} ${how}`, action, resource, context, caller }, policies),
      ),
    ),
  );
  return [
    ...attempts,
    ...leavesNothingOpen(policies, { of: 'everybody', calls: all, cases: [WITHOUT_TLS, WITH_OLD_TLS] }),
  ];
};

/** Every bucket's deployed policy refuses requests without TLS 1.2 by an explicit Deny (ZT-08). */
export const bucketsRefusePlainHttp: Check = {
  id: 'buckets-refuse-plain-http',
  requirement: 'ZT-08',
  proves: "every bucket's policy refuses requests without TLS 1.2 by an explicit Deny",
  run: async (target) =>
    (await Promise.all((await everyBucketOf(target)).map((bucket) => judge(target, bucket)))).flat(),
};
