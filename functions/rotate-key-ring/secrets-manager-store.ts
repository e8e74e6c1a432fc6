import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { callFailed } from '../aws-call';
import type { SecretStore } from './secret-store';

/** The secret store that is AWS Secrets Manager. */
export const secretsManagerStore = (client: SecretsManagerClient): SecretStore => {
  const failed = (operation: string) => (error: unknown) => {
    throw callFailed(`secretsmanager:${operation}`, error);
  };
  return {
    async describe(secretId) {
      const answer = await client
        .send(new DescribeSecretCommand({ SecretId: secretId }))
        .catch(failed('DescribeSecret'));
      return { rotationEnabled: answer.RotationEnabled === true, versions: answer.VersionIdsToStages ?? {} };
    },

    async read(secretId, stage, versionId) {
      try {
        const command = {
          SecretId: secretId,
          VersionStage: stage,
          ...(versionId !== undefined && { VersionId: versionId }),
        };
        const { SecretString } = await client.send(new GetSecretValueCommand(command));
        if (SecretString === undefined)
          throw new Error(`version ${stage} of the secret is binary: the key ring must be text`);
        return SecretString;
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return undefined;
        throw callFailed('secretsmanager:GetSecretValue', error);
      }
    },

    async putPending(secretId, versionId, value) {
      const pending = { ClientRequestToken: versionId, SecretString: value, VersionStages: ['AWSPENDING'] };
      await client.send(new PutSecretValueCommand({ SecretId: secretId, ...pending })).catch(failed('PutSecretValue'));
    },

    async moveCurrent(secretId, from, to) {
      const move = { VersionStage: 'AWSCURRENT', MoveToVersionId: to, RemoveFromVersionId: from };
      await client
        .send(new UpdateSecretVersionStageCommand({ SecretId: secretId, ...move }))
        .catch(failed('UpdateSecretVersionStage'));
    },

    async clearPending(secretId, versionId) {
      const clear = { VersionStage: 'AWSPENDING', RemoveFromVersionId: versionId };
      await client
        .send(new UpdateSecretVersionStageCommand({ SecretId: secretId, ...clear }))
        .catch(failed('UpdateSecretVersionStage'));
    },
  };
};
