import { evaluate, foreignPrincipals, type RequestContext, strangersIn, strangerTo } from '../../policy';
import { type Check, type CheckResult, cannotTell } from '../check';
import { bucketArn, bucketLoggingOf, bucketPolicyOf, bucketsOf, trailArn } from '../facts/buckets';
import { flawUnless, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

/** A service that writes into a bucket, and on whose behalf. */
interface Delivery {
  readonly bucket: string;
  readonly service: string;
  readonly object: string;
  readonly source: string;
}

const TLS = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };

const deliveriesTo = async (target: LiveTarget): Promise<readonly Delivery[]> => {
  const { data, trail, accessLogs } = bucketsOf(target);
  const prefixes = await Promise.all([data, trail].map((bucket) => bucketLoggingOf(target, bucket)));
  return [
    {
      bucket: trail,
      service: 'cloudtrail.amazonaws.com',
      object: `AWSLogs/${target.account}/CloudTrail/file`,
      source: trailArn(target),
    },
    ...[data, trail].map((bucket, index) => ({
      bucket: accessLogs,
      service: 'logging.s3.amazonaws.com',
      object: `${prefixes[index]?.prefix ?? ''}file`,
      source: bucketArn(target, bucket),
    })),
  ];
};

const judge = async (target: LiveTarget, delivery: Delivery): Promise<readonly CheckResult[]> => {
  const { bucket, service, object, source } = delivery;
  const { account } = target;
  const policy = await bucketPolicyOf(target, bucket);
  const put = (context: RequestContext) =>
    evaluate([policy], {
      principal: { kind: 'service', service },
      action: 's3:PutObject',
      resource: `${bucketArn(target, bucket)}/${object}`,
      context: { ...TLS, ...context },
    });
  const subject = `${bucket}: ${service} for ${source}`;
  const stranger = strangerTo(account);
  const own = put({ 'aws:SourceAccount': account, 'aws:SourceArn': source });
  const others = [
    put({ 'aws:SourceAccount': stranger, 'aws:SourceArn': `${source}-of-somebody` }),
    put({ 'aws:SourceAccount': stranger, 'aws:SourceArn': source.replace(account, stranger).concat('-x') }),
    put({}),
  ];
  for (const decision of [own, ...others]) {
    if (decision.effect === 'cannot-tell') return [cannotTell(subject, decision.because)];
  }
  const fix = `deploy the data stack of ${target.environment} again: the statement binds aws:SourceArn`;
  return verdict(subject, [
    ...flawUnless(
      own.effect === 'allow',
      `the bucket's policy does not let ${service} write: nothing is recorded`,
      fix,
    ),
    ...flawUnless(
      others.every(({ effect }) => effect === 'deny'),
      `the bucket's policy lets ${service} write for others`,
      fix,
    ),
  ]);
};

const strangersOf = async (target: LiveTarget, bucket: string): Promise<readonly CheckResult[]> => {
  const policy = await bucketPolicyOf(target, bucket);
  const { account, region } = target;
  const open = [
    ...strangersIn(policy, { resource: `${bucketArn(target, bucket)}/any`, account, region }),
    ...foreignPrincipals(policy, account).map((who) => ({ who, action: 'what its statement says' })),
  ];
  const fix = `take the statement away (aws s3api put-bucket-policy --bucket ${bucket})`;
  return verdict(
    `${bucket}: strangers`,
    open.map(({ who, action }) => ({ because: `its policy lets ${who} in (${action})`, fix })),
  );
};

/** CloudTrail writes for this trail only, S3 its access logs for these buckets only, and no stranger gets in (ZT-08). */
export const bucketDeliveries: Check = {
  id: 'bucket-deliveries',
  requirement: 'ZT-08',
  proves:
    'CloudTrail delivers for this trail only, S3 delivers access logs of these buckets only, and no policy lets a stranger in',
  run: async (target) => {
    const deliveries = await Promise.all((await deliveriesTo(target)).map((each) => judge(target, each)));
    const strangers = await Promise.all(Object.values(bucketsOf(target)).map((each) => strangersOf(target, each)));
    return [...deliveries.flat(), ...strangers.flat()];
  },
};
