import type { Start } from './cloud';
import { emulatorCall } from './emulator-call';
import type { Calls } from './stack-calls';

/** CodePipeline and EventBridge, as far as they say what is to be run. */
export const startCalls: Calls<'awaitStarts' | 'takeStart' | 'isTargetOfRule' | 'isTargetOfWebhook'> = (
  clients,
  options,
) => ({
  async awaitStarts(access, asked, signal) {
    const answer = await emulatorCall(clients, access, 'EmulatorAwaitStarts', asked, signal);
    return answer === undefined ? undefined : (JSON.parse(answer) as { readonly starts: readonly Start[] }).starts;
  },

  async isTargetOfRule(access, TargetArn) {
    const { sdk, client } = await clients.eventBridge(access);
    const { RuleNames = [] } = await client.send(new sdk.ListRuleNamesByTargetCommand({ TargetArn }), options);
    for (const Name of RuleNames) {
      const { State } = await client.send(new sdk.DescribeRuleCommand({ Name }), options);
      if (State !== 'DISABLED') return true;
    }
    return false;
  },

  async isTargetOfWebhook(access, pipelineName) {
    const { sdk, client } = await clients.codePipeline(access);
    const { webhooks = [] } = await client.send(new sdk.ListWebhooksCommand({}), options);
    return webhooks.some(({ definition }) => definition?.targetPipeline === pipelineName);
  },

  async takeStart(access, pipelineName, pipelineExecutionId) {
    const asked = { pipelineName, pipelineExecutionId };
    const answer = await emulatorCall(clients, access, 'EmulatorTakeStart', asked);
    return answer !== undefined && (JSON.parse(answer) as { readonly taken: boolean }).taken;
  },
});
