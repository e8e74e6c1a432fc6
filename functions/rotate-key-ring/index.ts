import { Logger } from '@aws-lambda-powertools/logger';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import { rotate } from './rotate';
import { readRotationEvent } from './rotation-event';
import { secretsManagerStore } from './secrets-manager-store';

const logger = new Logger({ serviceName: 'rotate-key-ring' });
const store = secretsManagerStore(new SecretsManagerClient({}));

/** Rotates the key ring of the tokenization (ZT-10): adds a key, drops none. Called by Secrets Manager, once per step. */
export const handler = async (event: unknown, context: Context): Promise<void> => {
  logger.addContext(context);
  const step = readRotationEvent(event);
  const result = await rotate(store, step);
  logger.info(`${step.step}: ${result}`, { step: step.step, versionId: step.versionId, result });
};
