import type { Check } from '../check';
import type { KeyGrant } from '../cloud/keys';
import { perKey } from '../facts/keys';
import { verdict } from '../facts/verdict';
import type { LiveTarget } from '../live-target';
import { allPages } from '../pages';

/** A principal of this account, or a service of AWS. */
const isOurs = ({ grantee }: KeyGrant, { account }: LiveTarget): boolean =>
  grantee.endsWith('.amazonaws.com') || grantee.split(':')[4] === account;

/** No grant, which works beside the policy, lets another account use a key (ZT-05). */
export const keyGrants: Check = {
  id: 'key-grants',
  requirement: 'ZT-05',
  proves: 'no grant lets a principal of another account use a key',
  run: (target) =>
    perKey(target, async ({ arn }) => {
      const grants = await allPages((nextToken) => target.cloud.grants(arn, nextToken));
      return verdict(
        arn,
        grants
          .filter((grant) => !isOurs(grant, target))
          .map(({ id, grantee, operations }) => ({
            because: `grant ${id} lets ${grantee} use it for ${operations.join(', ')}`,
            fix: `revoke it (aws kms revoke-grant --key-id ${arn} --grant-id ${id})`,
          })),
      );
    }),
};
