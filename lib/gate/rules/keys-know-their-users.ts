import { outsidersIn, policyAt } from '../templates/asking';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-05: a key's policy lets in its own account and services bound to it, and of other accounts deployment roles only. */
export const keysKnowTheirUsers: Rule = {
  id: 'ZT-05-KeysKnowTheirUsers',
  requires: 'The policy of a key lets nobody in but its own account, services acting for it, and deployment roles.',
  why: 'Whoever may use the key can read what it encrypts; a wildcard or another account is somebody we do not know.',
  fix: "Bind the statement to this account: aws:SourceAccount or aws:SourceArn for a service, the account's root for roles.",
  source: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html',
  hipaa: ['164.308(a)(4)(i)', '164.312(a)(1)', '164.312(a)(2)(iv)'],
  appliesTo: 'any',
  check: (target) => target.each(target.of('AWS::KMS::Key', 'AWS::KMS::ReplicaKey'), flaws),
};

const flaws = (key: Resource, target: Target): readonly string[] => {
  const { KeyPolicy: policy } = key.properties;
  return policy === undefined ? [] : outsidersIn(policyAt(policy), key, target).map((who) => `its policy lets ${who}`);
};
