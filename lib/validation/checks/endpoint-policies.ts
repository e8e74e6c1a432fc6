import { destinations, evaluate, outsiders, type PolicyDocument, sentenceOf, sentenceOfReach } from '../../policy';
import { contextOfOwnCall, ENDPOINT_SERVICES, TABLE_SERVICE } from '../../promises';
import { type Check, type CheckResult, cannotTell } from '../check';
import type { VpcEndpoint } from '../cloud/network';
import { bucketArn, everyBucketOf } from '../facts/buckets';
import { isGuestEndpoint } from '../facts/guests';
import { endpointsOf, perVpc, serviceOf } from '../facts/network';
import { flawUnless, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

const KNOWN = { ...ENDPOINT_SERVICES, ...TABLE_SERVICE };

const judge = (endpoint: VpcEndpoint, buckets: readonly string[], target: LiveTarget): readonly CheckResult[] => {
  const service = serviceOf(endpoint.service, target.region) ?? endpoint.service;
  const subject = `${endpoint.id} (${service})`;
  const fix = `deploy the data stack of ${target.environment} again: the policy binds aws:PrincipalAccount and aws:ResourceAccount to ${target.account}`;
  if (endpoint.policy === undefined)
    return verdict(subject, [{ because: 'it has no policy: it serves everybody', fix }]);
  const policy = JSON.parse(endpoint.policy) as PolicyDocument;
  const owned = !isGuestEndpoint(endpoint, target); // what others reach through theirs is not ours to bind
  const { action, ...known } = KNOWN[service] ?? { action: `${service}:Anything`, owned };
  const strangers = outsiders(
    policy,
    { type: 'AWS::EC2::VPCEndpoint', region: target.region },
    { accounts: [target.account] },
  );
  const named = (arn: string) => buckets.some((bucket) => arn.split('/')[0] === bucketArn(target, bucket));
  const away = known.owned ? destinations(policy, { accounts: [target.account], named }) : [];
  const own = evaluate([policy], {
    principal: {
      kind: 'aws',
      account: target.account,
      arn: `arn:${target.partition}:iam::${target.account}:role/anybody`,
    },
    action,
    resource: `arn:${target.partition}:${service}:${target.region}:${target.account}:anything`,
    context: contextOfOwnCall(target.account, known.owned, target.organization),
  });
  if (own.effect === 'cannot-tell') return [cannotTell(subject, own.because)];
  return verdict(subject, [
    ...flawUnless(own.effect === 'allow', `its policy does not serve calls of ${target.account} (${action})`, fix),
    ...strangers.map((way) => ({
      because: `its policy serves principals of other accounts: it lets ${sentenceOf(way)}`,
      fix,
    })),
    ...away.map((reach) => ({
      because: `its policy lets ${target.account} reach resources of other accounts: ${sentenceOfReach(reach)}`,
      fix,
    })),
  ]);
};

/** Every endpoint's policy, as it is deployed, serves this account only (ZT-03). */
export const endpointPolicies: Check = {
  id: 'endpoint-policies',
  requirement: 'ZT-03',
  proves: "every endpoint's deployed policy serves this account's principals and resources only",
  run: async (target) => {
    const buckets = await everyBucketOf(target);
    return perVpc(target, async (vpcId) =>
      (await endpointsOf(target, vpcId)).flatMap((each) => judge(each, buckets, target)),
    );
  },
};
