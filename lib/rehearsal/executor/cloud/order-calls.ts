import type { Entry, InFront, Order } from './cloud';
import { emulatorCall } from './emulator-call';
import type { Calls } from './stack-calls';

/** CodePipeline, as far as it says how a running execution goes on. */
export const orderCalls: Calls<'awaitOrders' | 'hold' | 'putApprovalResult' | 'enterStage'> = (clients, options) => ({
  async awaitOrders(access, asked, signal) {
    const answer = await emulatorCall(clients, access, 'EmulatorAwaitOrders', asked, signal);
    return answer === undefined ? undefined : (JSON.parse(answer) as { readonly orders: readonly Order[] }).orders;
  },

  async hold(access, held, signal) {
    await emulatorCall(clients, access, 'EmulatorHoldExecution', held, signal);
  },

  async putApprovalResult(access, { pipelineName, stageName, actionName, token, status, summary }) {
    const { sdk, client } = await clients.codePipeline(access);
    const result = { status, summary };
    const command = new sdk.PutApprovalResultCommand({ pipelineName, stageName, actionName, token, result });
    return client.send(command, options).then(
      () => true,
      (error: unknown) => {
        if (error instanceof sdk.ApprovalAlreadyCompletedException) return false;
        throw error;
      },
    );
  },

  async enterStage(access, asked, signal) {
    const answer = await emulatorCall(clients, access, 'EmulatorEnterStage', asked, signal);
    if (answer === undefined) return undefined;
    const { entry, ...waiting } = JSON.parse(answer) as InFront & { readonly entry: Entry | 'waiting' };
    return entry === 'waiting' ? waiting : entry;
  },
});
