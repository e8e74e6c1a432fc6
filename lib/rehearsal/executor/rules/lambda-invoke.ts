import { runJob } from '../jobs';
import type { RuleHandler } from './rule';

/**
 * Gives a function a job, as the action does. That a rule is answered as an action is, the guide does not say: the rule's page has the same
 * configuration.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-LambdaInvoke.html
 */
export const lambdaInvoke: RuleHandler = {
  async run(context) {
    const { roleArn, inputs } = context.rule;
    const { status, summary } = await runJob({ roleArn, inputs, outputs: new Map() }, context);
    return { status, summary };
  },
};
