import type { PacedClients } from '../calls/clients';
import type { ResultPage } from '../pages';
import { type Api, given, pageOf, present, texts } from './api';
import { decoded } from './identity';

/** A user, group, role or managed policy of the account. Policies are JSON texts. */
export type AccountEntry =
  | {
      readonly kind: 'user' | 'group' | 'role';
      readonly name: string;
      readonly arn: string;
      /** Unique id, `AROA…` or `AIDA…`. */
      readonly id?: string;
      readonly inline: readonly string[];
      /** ARNs of managed policies. */
      readonly attached: readonly string[];
      /** Names of the groups that a user is in. */
      readonly groups: readonly string[];
      readonly boundary?: string;
      /** A role's trust policy. */
      readonly trust?: string;
    }
  | { readonly kind: 'policy'; readonly arn: string; readonly document: string };

const iam = async (clients: PacedClients) => {
  const sdk = await import('@aws-sdk/client-iam');
  return { sdk, client: clients.of(sdk.IAMClient) };
};

/** What is common to users, groups and roles in IAM's answer. */
interface Detail {
  readonly Arn?: string | undefined;
  readonly AttachedManagedPolicies?: readonly { readonly PolicyArn?: string | undefined }[] | undefined;
  readonly PermissionsBoundary?: { readonly PermissionsBoundaryArn?: string | undefined } | undefined;
}

const entry = (
  kind: 'user' | 'group' | 'role',
  name: string | undefined,
  detail: Detail,
  inline: readonly { readonly PolicyName?: string | undefined; readonly PolicyDocument?: string | undefined }[] = [],
  groups: readonly string[] = [],
): AccountEntry => ({
  kind,
  name: present(name, `the name of a ${kind}`),
  arn: present(detail.Arn, `the ARN of ${kind} ${name}`),
  inline: inline.map((each) => decoded(each.PolicyDocument, `policy ${each.PolicyName} of ${name}`)),
  attached: texts(detail.AttachedManagedPolicies?.map(({ PolicyArn }) => PolicyArn)),
  groups,
  ...given('boundary', detail.PermissionsBoundary?.PermissionsBoundaryArn),
});

/** What a validation asks of IAM about everybody in the account. */
export const principalCalls = {
  /** Everybody, and every policy that is attached to somebody. */
  accountEntries: (api: Api, nextToken: string | undefined): Promise<ResultPage<AccountEntry>> =>
    api.ask('iam:GetAccountAuthorizationDetails', iam, async ({ sdk, client }) => {
      const page = await client.send(
        new sdk.GetAccountAuthorizationDetailsCommand({ Marker: nextToken, MaxItems: 1000 }),
      );
      const entries = [
        ...(page.UserDetailList ?? []).map((each) => ({
          ...entry('user', each.UserName, each, each.UserPolicyList, each.GroupList),
          ...given('id', each.UserId),
        })),
        ...(page.GroupDetailList ?? []).map((each) => entry('group', each.GroupName, each, each.GroupPolicyList)),
        ...(page.RoleDetailList ?? []).map((each) => ({
          ...entry('role', each.RoleName, each, each.RolePolicyList),
          ...given('id', each.RoleId),
          trust: decoded(each.AssumeRolePolicyDocument, `the trust policy of ${each.RoleName}`),
        })),
        ...(page.Policies ?? []).flatMap((each): AccountEntry[] => {
          const inForce = each.PolicyVersionList?.find(({ IsDefaultVersion }) => IsDefaultVersion === true);
          if (inForce === undefined) return [];
          const arn = present(each.Arn, 'the ARN of a policy');
          return [{ kind: 'policy', arn, document: decoded(inForce.Document, `the version in force of ${arn}`) }];
        }),
      ];
      return pageOf(page.Marker, entries, (each) => each);
    }),
};
