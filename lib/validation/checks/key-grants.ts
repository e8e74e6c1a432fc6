import { type Check, pass } from '../check';
import type { KeyGrant } from '../cloud/keys';
import { declaring, guestSubject, isGuestPrincipal } from '../facts/guests';
import { perKey } from '../facts/keys';
import { owned } from '../facts/owned';
import { verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';
import { allPages } from '../pages';

/** Name of the role or user of the account that a grant is for, by itself or in a session; undefined for others. */
const nameOf = ({ grantee }: KeyGrant, { account }: LiveTarget): string | undefined => {
  const [, owner, kind, path = ''] =
    /^arn:[^:]+:(?:iam|sts)::(\d{12}):(role|assumed-role|user)\/(.+)$/.exec(grantee) ?? [];
  if (owner !== account) return undefined;
  return kind === 'assumed-role' ? path.split('/')[0] : path.split('/').at(-1);
};

/** A role of the stacks, itself or in a session of it, or a service of AWS. */
const isOurs = (grant: KeyGrant, roles: readonly string[], target: LiveTarget): boolean => {
  const { grantee } = grant;
  const isUser = grantee.includes(':user/');
  return grantee.endsWith('.amazonaws.com') || (!isUser && roles.includes(nameOf(grant, target) ?? ''));
};

/**
 * No grant, which works beside the policy and beside all policies of IAM, lets somebody use a key who is no role of the
 * environment, or of a guest (ZT-05).
 */
export const keyGrants: Check = {
  id: 'key-grants',
  requirement: 'ZT-05',
  proves: 'no grant lets anybody use a key but roles of the environment, services of AWS and declared guests',
  run: (target) =>
    perKey(target, async ({ arn }) => {
      const roles = await owned(target, 'AWS::IAM::Role');
      const grants = await allPages((nextToken) => target.cloud.grants(arn, nextToken));
      const others = grants.filter((grant) => !isOurs(grant, roles, target));
      const isGuest = (grant: KeyGrant): boolean => isGuestPrincipal(nameOf(grant, target) ?? '', target);
      return [
        ...verdict(
          arn,
          others
            .filter((grant) => !isGuest(grant))
            .map((grant) => ({
              because: `grant ${grant.id} lets ${grant.grantee} use it for ${grant.operations.join(', ')}`,
              fix: `revoke it (aws kms revoke-grant --key-id ${arn} --grant-id ${grant.id})${declaring(nameOf(grant, target), target)}`,
            })),
        ),
        ...others
          .filter(isGuest)
          .map(({ id, grantee, operations }) =>
            pass(guestSubject(`grant ${id} on ${arn}`, `${grantee} may ${operations.join(', ')}`)),
          ),
      ];
    }),
};
