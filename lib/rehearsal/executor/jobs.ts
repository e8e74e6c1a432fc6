import { setTimeout } from 'node:timers/promises';
import type { ArtifactExchange } from './artifacts/artifact-exchange';
import type { Access, ExecutorCloud, ObjectLocation } from './cloud/cloud';
import { Failure } from './failure';
import type { ExecutorOptions } from './options';
import type { Orders } from './orders';

/** A function that has sent no reply for so long has failed: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
const REPLY_MILLISECONDS = 20 * 60_000;

/** How soon a function is asked again that wants to be: CodePipeline does not say. */
const AGAIN_MILLISECONDS = 1000;

/** With what a rule or an action lets a function do a job. */
export interface JobContext {
  /** `FunctionName`, and whatever it is told. */
  readonly configuration: Readonly<Record<string, string>>;
  readonly access: Access;
  readonly cloud: ExecutorCloud;
  readonly exchange: ArtifactExchange;
  readonly orders: Orders;
  readonly options: Pick<ExecutorOptions, 'revision'>;
  /** By which the job is answered. */
  readonly token: string;
  readonly signal: AbortSignal;
}

/** What a job is about. */
export interface Job {
  readonly roleArn: string;
  readonly inputs: readonly string[];
  /** Where the function is to put artifacts. */
  readonly outputs: ReadonlyMap<string, ObjectLocation>;
  readonly encryptionKey?: string;
}

/** How a job ended. */
export interface JobResult {
  readonly status: 'Succeeded' | 'Failed';
  readonly summary: string;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Invokes a function with a job, and waits for PutJobSuccessResult or PutJobFailureResult; one that answers with a continuation token is
 * invoked again with it.
 *
 * @throws {Failure} when no answer can come, or none comes
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/actions-invoke-lambda-function.html
 */
export const runJob = async (job: Job, context: JobContext): Promise<JobResult> => {
  const { configuration, access, cloud, orders, signal } = context;
  const { FunctionName: name = '' } = configuration;
  if (!orders.hears) throw new Failure(`function ${name} cannot answer: the endpoint's CodePipeline takes no answers`);
  const event = await eventOf(job, context);
  let continuationToken: string | undefined;
  for (;;) {
    const data = { ...event.data, ...(continuationToken !== undefined && { continuationToken }) };
    await cloud.invokeFunction(access, name, JSON.stringify({ 'CodePipeline.job': { ...event, data } }));
    const answer = await answerOf(name, context);
    continuationToken = answer.continuationToken;
    if (continuationToken !== undefined) {
      await setTimeout(AGAIN_MILLISECONDS, undefined, { signal });
      continue;
    }
    const { succeeded, summary, variables = {} } = answer;
    return { status: succeeded ? 'Succeeded' : 'Failed', summary: summary || `function ${name} said so`, variables };
  }
};

const answerOf = async (name: string, { orders, token, signal }: JobContext) => {
  const late = AbortSignal.timeout(REPLY_MILLISECONDS);
  try {
    return await orders.answered(token, AbortSignal.any([signal, late]));
  } catch (error) {
    if (signal.aborted || !late.aborted) throw error;
    throw new Failure(`function ${name} has sent no result for 20 minutes`, { cause: error });
  }
};

const eventOf = async (
  { roleArn, inputs, outputs, encryptionKey }: Job,
  { configuration, access, exchange, options, token }: JobContext,
) => {
  const inputArtifacts = inputs.map(async (name) => {
    const at = await exchange.locate(name, access.region);
    const revision = exchange.revisionOf(name) ?? options.revision.commitId;
    return { name, revision, location: locationOf(at) };
  });
  const { accessKeyId, secretAccessKey, sessionToken } = access.credentials;
  return {
    id: token,
    accountId: roleArn.split(':')[4],
    data: {
      actionConfiguration: { configuration },
      inputArtifacts: await Promise.all(inputArtifacts),
      outputArtifacts: [...outputs].map(([name, at]) => ({ name, revision: null, location: locationOf(at) })),
      artifactCredentials: { accessKeyId, secretAccessKey, sessionToken },
      ...(encryptionKey !== undefined && { encryptionKey: { id: encryptionKey, type: 'KMS' } }),
    },
  };
};

const locationOf = ({ bucket: bucketName, key: objectKey }: ObjectLocation) => ({
  type: 'S3',
  s3Location: { bucketName, objectKey },
});
