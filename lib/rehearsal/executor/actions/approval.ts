import type { ApprovalRequest } from '../event';
import { Failure } from '../failure';
import { outOfTime } from '../out-of-time';
import type { Handler } from './handler';

/** How long an approval waits that does not say so: https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-approve-or-reject.html */
const A_WEEK = 7 * 24 * 60;

/** Asks a person. A rejection fails the action with the person's comment. */
export const approval: Handler = {
  async run({ action, configuration, options, orders, token, log, signal }) {
    const { CustomData: message, ExternalEntityLink: reviewUrl } = configuration;
    const request: ApprovalRequest = {
      stageName: action.stageName,
      actionName: action.actionName,
      token,
      ...(message === undefined ? {} : { message }),
      ...(reviewUrl === undefined ? {} : { reviewUrl }),
    };
    options.emit({ type: 'approval-requested', time: new Date().toISOString(), approval: request });
    if (message !== undefined) log(message);
    if (reviewUrl !== undefined) log(`Review: ${reviewUrl}`);
    if (options.strike?.('expired', action)) throw new Failure(outOfTime(action.timeoutInMinutes ?? A_WEEK));
    const decision = await orders.decided(request, signal);
    log(`${decision.status}: ${decision.summary}`);
    return { status: decision.status === 'Approved' ? 'Succeeded' : 'Failed', summary: decision.summary };
  },
};
