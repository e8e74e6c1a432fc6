import { findingsOf, foreignPrincipals, policyAt, strangersIn } from '../asking';
import { arnOf } from '../physical-ids';
import type { Rule } from '../rule';
import { type Resource, targetOf } from '../target';

/** Roles of a bootstrapped account, which read what the pipeline made with its own key. */
const DEPLOYMENT_ROLE = /:role\/cdk-[a-z0-9]+-(deploy|cfn-exec|file-publishing|image-publishing|lookup)-role-\d{12}-/;

/** ZT-05: a key's policy lets in its own account and services bound to it, and of other accounts deployment roles only. */
export const keysKnowTheirUsers: Rule = {
  id: 'ZT-05-KeysKnowTheirUsers',
  requires: 'The policy of a key lets nobody in but its own account, services acting for it, and deployment roles.',
  why: 'Whoever may use the key can read what it encrypts; a wildcard or another account is somebody we do not know.',
  fix: "Bind the statement to this account: aws:SourceAccount or aws:SourceArn for a service, the account's root for roles.",
  source: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html',
  hipaa: ['164.308(a)(4)(i)', '164.312(a)(1)', '164.312(a)(2)(iv)'],
  appliesTo: 'any',
  check: (stacks) =>
    targetOf(stacks)
      .of('AWS::KMS::Key')
      .flatMap((key) => findingsOf(key, flaws(key))),
};

const flaws = ({ properties, identity, stack }: Resource): readonly string[] => {
  if (properties['KeyPolicy'] === undefined) return [];
  const policy = policyAt(properties['KeyPolicy']);
  const foreign = foreignPrincipals(policy, stack.account).filter((principal) => !DEPLOYMENT_ROLE.test(principal));
  return [...strangersIn(policy, arnOf(identity), stack.region), ...foreign].map((who) => `its policy lets ${who} in`);
};
