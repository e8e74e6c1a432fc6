import { S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { callFailed } from '../aws-call';
import { keySource } from './key-source';
import { s3ObjectStore } from './s3-object-store';
import { parseSettings } from './settings';
import { reporter } from './telemetry';
import { type ProcessingSummary, processNotification } from './workload';

/** A burst of objects shares one reading; a rotation is in force for whoever looks. */
const FIVE_SECONDS = 5_000;

/** Connects the workload to AWS. Its clients live as long as the container. */
export const wire = (variables: NodeJS.ProcessEnv): ((event: unknown) => Promise<ProcessingSummary>) => {
  const settings = parseSettings(variables);
  // Another endpoint than AWS's own has no host name per bucket.
  const s3 = new S3Client({ forcePathStyle: variables['AWS_ENDPOINT_URL'] !== undefined });
  const secrets = new SecretsManagerClient({});
  const readSecret = async (): Promise<string> => {
    const { SecretString } = await secrets
      .send(new GetSecretValueCommand({ SecretId: settings.keyRingSecretId, VersionStage: 'AWSCURRENT' }))
      .catch((error: unknown) => {
        throw callFailed('secretsmanager:GetSecretValue', error);
      });
    if (SecretString === undefined)
      throw new Error(`secret ${settings.keyRingSecretId} is binary: the key ring must be text`);
    return SecretString;
  };
  const ports = {
    settings,
    store: s3ObjectStore(s3, settings.dataBucket, settings.dataKeyArn),
    keyFor: keySource({ readSecret, now: Date.now, lifetime: FIVE_SECONDS }),
    report: reporter(settings.environment),
  };
  return (event) => processNotification(event, ports);
};
