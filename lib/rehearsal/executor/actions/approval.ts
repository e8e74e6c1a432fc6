import { messageOf } from '../../../ground/message-of';
import type { ApprovalRequest } from '../event';
import { Failure } from '../failure';
import { outOfTime } from '../out-of-time';
import type { ActionContext, Handler } from './handler';

/** How long an approval waits that does not say so: https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-approve-or-reject.html */
const A_WEEK = 7 * 24 * 60;

/** Asks a person. A rejection fails the action with the person's comment. */
export const approval: Handler = {
  async run(context) {
    const { action, configuration, options, orders, token, log, signal } = context;
    const { CustomData: message, ExternalEntityLink: reviewUrl } = configuration;
    const request: ApprovalRequest = {
      stageName: action.stageName,
      actionName: action.actionName,
      token,
      ...(message === undefined ? {} : { message }),
      ...(reviewUrl === undefined ? {} : { reviewUrl }),
    };
    await tell(context, request);
    options.emit({ type: 'approval-requested', time: new Date().toISOString(), approval: request });
    if (message !== undefined) log(message);
    if (reviewUrl !== undefined) log(`Review: ${reviewUrl}`);
    if (options.strike?.('expired', action)) throw new Failure(outOfTime(action.timeoutInMinutes ?? A_WEEK));
    const decision = await orders.decided(request, signal);
    log(`${decision.status}: ${decision.summary}`);
    return { status: decision.status === 'Approved' ? 'Succeeded' : 'Failed', summary: decision.summary };
  },
};

/**
 * Tells the topic of an approval that somebody is asked, in CodePipeline's words; a role that may not fails the action here,
 * what it does there is documented nowhere (unconfirmed).
 *
 * The message: https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-json-format.html; nobody documents its subject.
 */
const tell = async ({ action, configuration, access, cloud, options, log }: ActionContext, asked: ApprovalRequest) => {
  const { NotificationArn: topic } = configuration;
  if (topic === undefined) return;
  const { pipelineName } = options;
  const { stageName, actionName, token, message, reviewUrl } = asked;
  const consoleLink = `https://console.aws.amazon.com/codesuite/codepipeline/pipelines/${pipelineName}/view?region=${access.region}`;
  const minutes = action.timeoutInMinutes ?? A_WEEK;
  const text = JSON.stringify({
    region: access.region,
    consoleLink,
    approval: {
      pipelineName,
      stageName,
      actionName,
      token,
      expires: `${new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 16)}Z`,
      externalEntityLink: reviewUrl ?? null,
      approvalReviewLink: consoleLink,
      customData: message ?? null,
    },
  });
  try {
    await cloud.publish(access, topic, {
      subject: `APPROVAL NEEDED: ${pipelineName} ${actionName}`.slice(0, 100),
      text,
    });
  } catch (error) {
    throw new Failure(`${topic} could not be told that somebody is asked: ${messageOf(error)}`);
  }
  log(`Told ${topic}`);
};
