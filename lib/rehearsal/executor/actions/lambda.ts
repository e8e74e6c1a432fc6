import { runJob } from '../jobs';
import type { Handler } from './handler';

/**
 * Gives a function a job: where the input artifacts are and the outputs are to be, and credentials for both.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Lambda.html
 */
export const lambda: Handler = {
  async run(context) {
    const { action, access, exchange, log } = context;
    const { roleArn, inputs } = action;
    const outputs = new Map(action.outputs.map((name) => [name, exchange.place(name, access.region)]));
    const key = exchange.encryptionKey(access.region);
    log(`Job ${context.token} for function ${context.configuration['FunctionName']}`);
    const job = { roleArn, inputs, outputs, ...(key !== undefined && { encryptionKey: key }) };
    const { status, summary, variables } = await runJob(job, context);
    // What it has put there is looked for when another action reads it, as on AWS.
    for (const [name, at] of outputs) exchange.adopt(name, access.region, at);
    return { status, summary, variables };
  },
};
