import type { Check } from '../check';
import type { KeyGrant } from '../cloud/keys';
import { perKey } from '../facts/keys';
import { owned } from '../facts/owned';
import { verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';
import { allPages } from '../pages';

/** A role of the stacks, itself or in a session of it, or a service of AWS. */
const isOurs = ({ grantee }: KeyGrant, roles: readonly string[], { account }: LiveTarget): boolean => {
  const [, owner, role = ''] = /^arn:[^:]+:(?:iam|sts)::(\d{12}):(?:role|assumed-role)\/([^/]+)/.exec(grantee) ?? [];
  return grantee.endsWith('.amazonaws.com') || (owner === account && roles.includes(role));
};

/**
 * No grant, which works beside the policy and beside all policies of IAM, lets somebody use a key who is no role of the
 * environment (ZT-05).
 */
export const keyGrants: Check = {
  id: 'key-grants',
  requirement: 'ZT-05',
  proves: 'no grant lets anybody use a key but roles of the environment and services of AWS',
  run: (target) =>
    perKey(target, async ({ arn }) => {
      const roles = await owned(target, 'AWS::IAM::Role');
      const grants = await allPages((nextToken) => target.cloud.grants(arn, nextToken));
      return verdict(
        arn,
        grants
          .filter((grant) => !isOurs(grant, roles, target))
          .map(({ id, grantee, operations }) => ({
            because: `grant ${id} lets ${grantee} use it for ${operations.join(', ')}`,
            fix: `revoke it (aws kms revoke-grant --key-id ${arn} --grant-id ${id})`,
          })),
      );
    }),
};
