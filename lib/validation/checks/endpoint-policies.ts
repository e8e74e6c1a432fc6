import { callsIn, evaluate, type PolicyDocument, strangerTo } from '../../policy';
import { ENDPOINT_SERVICES } from '../../promises';
import { type Check, type CheckResult, cannotTell } from '../check';
import type { VpcEndpoint } from '../cloud/network';
import { isGuestEndpoint } from '../facts/guests';
import { endpointsOf, perVpc, serviceOf } from '../facts/network';
import { flawUnless, verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';

const judge = (endpoint: VpcEndpoint, target: LiveTarget): readonly CheckResult[] => {
  const service = serviceOf(endpoint.service, target.region) ?? endpoint.service;
  const subject = `${endpoint.id} (${service})`;
  const fix = `deploy the data stack of ${target.environment} again: the policy binds aws:PrincipalAccount and aws:ResourceAccount to ${target.account}`;
  if (endpoint.policy === undefined)
    return verdict(subject, [{ because: 'it has no policy: it serves everybody', fix }]);
  const policy = JSON.parse(endpoint.policy) as PolicyDocument;
  const owned = !isGuestEndpoint(endpoint, target); // what others reach through theirs is not ours to bind
  const { action, ...known } = ENDPOINT_SERVICES[service] ?? { action: `${service}:Anything`, owned };
  const stranger = strangerTo(target.account);
  const ask = (what: string, who: string, owner: string) =>
    evaluate([policy], {
      principal: { kind: 'aws', account: who, arn: `arn:${target.partition}:iam::${who}:role/anybody` },
      action: what,
      resource: `arn:${target.partition}:${service}:${target.region}:${owner}:anything`,
      context: { 'aws:ResourceAccount': owner },
    });
  const actions = [...new Set([action, ...callsIn(policy, '*').map((call) => call.action)])];
  const foreign = actions.flatMap((each) => [ask(each, stranger, target.account), ask(each, stranger, stranger)]);
  const away = known.owned ? actions.map((each) => ask(each, target.account, stranger)) : [];
  const own = ask(action, target.account, target.account);
  for (const decision of [own, ...foreign, ...away]) {
    if (decision.effect === 'cannot-tell') return [cannotTell(subject, decision.because)];
  }
  return verdict(subject, [
    ...flawUnless(own.effect === 'allow', `its policy does not serve calls of ${target.account} (${action})`, fix),
    ...flawUnless(
      foreign.every(({ effect }) => effect === 'deny'),
      'its policy serves principals of other accounts',
      fix,
    ),
    ...flawUnless(
      away.every(({ effect }) => effect === 'deny'),
      `its policy lets ${target.account} reach resources of other accounts`,
      fix,
    ),
  ]);
};

/** Every endpoint's policy, as it is deployed, serves this account only (ZT-03). */
export const endpointPolicies: Check = {
  id: 'endpoint-policies',
  requirement: 'ZT-03',
  proves: "every endpoint's deployed policy serves this account's principals and resources only",
  run: (target) =>
    perVpc(target, async (vpcId) => (await endpointsOf(target, vpcId)).flatMap((each) => judge(each, target))),
};
