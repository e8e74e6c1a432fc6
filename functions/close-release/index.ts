import { Logger } from '@aws-lambda-powertools/logger';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { KMSClient } from '@aws-sdk/client-kms';
import type { Context } from 'aws-lambda';
import { publicKeyKey, CLOSING_ENVIRONMENT as VARIABLES } from '../../lib/contract/evidence-layout';
import { readPeople } from '../../lib/evidence/by-author';
import { closeRelease, recordApprovals } from '../../lib/evidence/close/close-release';
import { evidenceClient, s3Store } from '../../lib/evidence/s3-store';
import { kmsSigner } from './kms-signer';
import { pipelineExecutions } from './pipeline-executions';
import { readReleaseEvent } from './release-event';

const logger = new Logger({ serviceName: 'close-release' });
const executions = pipelineExecutions(new CodePipelineClient({}));
const kms = new KMSClient({});
const people = readPeople(process.env[VARIABLES.people]);

const variable = (name: string): string => {
  const value = process.env[name];
  if (value) return value;
  throw new Error(`environment variable ${name} is not set`);
};

const store = s3Store(
  evidenceClient(variable('AWS_REGION'), process.env['AWS_ENDPOINT_URL']),
  variable(VARIABLES.bucket),
);
/** Asked once per process; a failure is asked again. */
let signing: ReturnType<typeof kmsSigner> | undefined;

/**
 * Writes down decisions when they are made, and closes the record of an execution that has ended, however it has ended.
 * Called by EventBridge, at least once per event; what was done already is not done again.
 */
export const handler = async (value: unknown, context: Context): Promise<void> => {
  logger.addContext(context);
  const event = readReleaseEvent(value);
  const { kind, pipelineExecutionId, attempt } = event;
  if (kind === 'decided') {
    const fresh = await recordApprovals({ store, executions, people }, event);
    logger.info(`${fresh} decisions written down`, { pipelineExecutionId, fresh });
    return;
  }
  signing ??= kmsSigner(kms, variable(VARIABLES.signingKey));
  const signer = await signing.catch((error: unknown) => {
    signing = undefined;
    throw error;
  });
  await store.putNew(publicKeyKey(signer.keyId), Buffer.from(signer.pem));
  const { number, fresh } = await closeRelease({ store, executions, people, signer, now: () => new Date() }, event);
  logger.info(`release ${number} is closed`, { pipelineExecutionId, attempt, number, fresh });
};
