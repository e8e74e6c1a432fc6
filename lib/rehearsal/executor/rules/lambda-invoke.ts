import { Failure } from '../failure';
import type { RuleContext, RuleHandler } from './rule';

/** A function that has sent no reply for so long has failed: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
const REPLY_MILLISECONDS = 20 * 60_000;

/**
 * Invokes a function with a job, and waits for PutJobSuccessResult or PutJobFailureResult. That a rule is answered as an action is,
 * the guide does not say: the rule's page has the same configuration.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-LambdaInvoke.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-codepipeline.html
 */
export const lambdaInvoke: RuleHandler = {
  async run(context) {
    const { configuration, access, cloud, orders, token, signal } = context;
    const { FunctionName: name = '' } = configuration;
    if (!orders.hears)
      throw new Failure(`function ${name} cannot answer: the endpoint's CodePipeline takes no answers`);
    await cloud.invokeFunction(access, name, JSON.stringify({ 'CodePipeline.job': await jobOf(context) }));
    const late = AbortSignal.timeout(REPLY_MILLISECONDS);
    try {
      const { succeeded, summary } = await orders.answered(token, AbortSignal.any([signal, late]));
      return { status: succeeded ? 'Succeeded' : 'Failed', summary: summary || `function ${name} said so` };
    } catch (error) {
      if (signal.aborted || !late.aborted) throw error;
      throw new Failure(`function ${name} has sent no result for 20 minutes`, { cause: error });
    }
  },
};

const jobOf = async ({ rule, configuration, access, exchange, options, token }: RuleContext) => {
  const inputArtifacts = rule.inputs.map(async (name) => {
    const { bucket, key } = await exchange.locate(name, access.region);
    const location = { type: 'S3', s3Location: { bucketName: bucket, objectKey: key } };
    return { name, revision: options.revision.commitId, location };
  });
  const { accessKeyId, secretAccessKey, sessionToken } = access.credentials;
  return {
    id: token,
    accountId: rule.roleArn.split(':')[4],
    data: {
      actionConfiguration: { configuration },
      inputArtifacts: await Promise.all(inputArtifacts),
      outputArtifacts: [],
      artifactCredentials: { accessKeyId, secretAccessKey, sessionToken },
    },
  };
};
