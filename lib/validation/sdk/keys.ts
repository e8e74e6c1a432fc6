import type { KeyCloud } from '../cloud/keys';
import { type Api, given, orAbsent, pageOf, required } from './api';

/** The calls to KMS. */
export const keyCalls = (api: Api): KeyCloud => {
  const kms = async () => {
    const sdk = await import('@aws-sdk/client-kms');
    return { sdk, client: api.clients.of(sdk.KMSClient) };
  };
  return {
    key: (id) =>
      api.asking('kms:DescribeKey', async () => {
        const { sdk, client } = await kms();
        const found = await orAbsent(client.send(new sdk.DescribeKeyCommand({ KeyId: id })));
        if (!found) return undefined;
        const { Arn, AWSAccountId, KeyManager, KeyState, CreationDate } = required(
          found.KeyMetadata,
          `metadata of key ${id}`,
        );
        return {
          arn: required(Arn, `the ARN of key ${id}`),
          account: required(AWSAccountId, `the account of key ${id}`),
          manager: required(KeyManager, `the manager of key ${id}`),
          state: required(KeyState, `the state of key ${id}`),
          ...given('createdAt', CreationDate?.getTime()),
        };
      }),

    keyPolicy: (keyArn) =>
      api.asking('kms:GetKeyPolicy', async () => {
        const { sdk, client } = await kms();
        const { Policy } = await client.send(new sdk.GetKeyPolicyCommand({ KeyId: keyArn, PolicyName: 'default' }));
        return required(Policy, `the policy of ${keyArn}`);
      }),

    keyRotation: (keyArn) =>
      api.asking('kms:GetKeyRotationStatus', async () => {
        const { sdk, client } = await kms();
        const status = await client.send(new sdk.GetKeyRotationStatusCommand({ KeyId: keyArn }));
        return {
          enabled: required(status.KeyRotationEnabled, `the rotation of ${keyArn}`),
          ...given('periodInDays', status.RotationPeriodInDays),
        };
      }),

    grants: (keyArn, nextToken) =>
      api.asking('kms:ListGrants', async () => {
        const { sdk, client } = await kms();
        const page = await client.send(new sdk.ListGrantsCommand({ KeyId: keyArn, Marker: nextToken, Limit: 100 }));
        const grants = (page.Grants ?? []).map(({ GrantId, GranteePrincipal, Operations = [] }) => ({
          id: required(GrantId, `the id of a grant on ${keyArn}`),
          grantee: GranteePrincipal ?? 'unknown',
          operations: Operations,
        }));
        return pageOf(grants, page.NextMarker);
      }),
  };
};
