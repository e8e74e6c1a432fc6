import type { PacedClients } from '../calls/clients';
import type { ResultPage } from '../pages';
import { type Api, given, orAbsent, pageOf, present } from './api';

/** A KMS key as the API describes it. */
export interface Key {
  readonly arn: string;
  readonly account: string;
  /** `CUSTOMER` or `AWS`. */
  readonly manager: string;
  /** `Enabled`, `Disabled`, `PendingDeletion` … */
  readonly state: string;
  /** Milliseconds since 1970. */
  readonly createdAt?: number;
}

/** Automatic rotation of a key; the period is in days. */
export interface KeyRotation {
  readonly enabled: boolean;
  readonly periodInDays?: number;
}

/** A grant: who may do what with a key beside its policy. */
export interface KeyGrant {
  readonly id: string;
  /** ARN of a principal, or the name of a service. */
  readonly grantee: string;
  readonly operations: readonly string[];
}

const kms = async (clients: PacedClients) => {
  const sdk = await import('@aws-sdk/client-kms');
  return { sdk, client: clients.of(sdk.KMSClient) };
};

/** What a validation asks of KMS. */
export const keyCalls = {
  /** @param id key id, ARN or alias */
  key: (api: Api, id: string): Promise<Key | undefined> =>
    api.ask('kms:DescribeKey', kms, async ({ sdk, client }) => {
      const found = await orAbsent(client.send(new sdk.DescribeKeyCommand({ KeyId: id })));
      if (!found) return undefined;
      const { Arn, AWSAccountId, KeyManager, KeyState, CreationDate } = present(
        found.KeyMetadata,
        `metadata of key ${id}`,
      );
      return {
        arn: present(Arn, `the ARN of key ${id}`),
        account: present(AWSAccountId, `the account of key ${id}`),
        manager: present(KeyManager, `the manager of key ${id}`),
        state: present(KeyState, `the state of key ${id}`),
        ...given('createdAt', CreationDate?.getTime()),
      };
    }),

  /** The key's policy document as JSON text. */
  keyPolicy: (api: Api, keyArn: string): Promise<string> =>
    api.ask('kms:GetKeyPolicy', kms, async ({ sdk, client }) => {
      const { Policy } = await client.send(new sdk.GetKeyPolicyCommand({ KeyId: keyArn, PolicyName: 'default' }));
      return present(Policy, `the policy of ${keyArn}`);
    }),

  keyRotation: (api: Api, keyArn: string): Promise<KeyRotation> =>
    api.ask('kms:GetKeyRotationStatus', kms, async ({ sdk, client }) => {
      const status = await client.send(new sdk.GetKeyRotationStatusCommand({ KeyId: keyArn }));
      return {
        enabled: present(status.KeyRotationEnabled, `the rotation of ${keyArn}`),
        ...given('periodInDays', status.RotationPeriodInDays),
      };
    }),

  grants: (api: Api, keyArn: string, nextToken: string | undefined): Promise<ResultPage<KeyGrant>> =>
    api.ask('kms:ListGrants', kms, async ({ sdk, client }) => {
      const page = await client.send(new sdk.ListGrantsCommand({ KeyId: keyArn, Marker: nextToken, Limit: 100 }));
      return pageOf(page.NextMarker, page.Grants, ({ GrantId, GranteePrincipal, Operations = [] }) => ({
        id: present(GrantId, `the id of a grant on ${keyArn}`),
        grantee: GranteePrincipal ?? 'unknown',
        operations: Operations,
      }));
    }),
};
