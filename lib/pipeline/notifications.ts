import type { Key } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { buildsUrl, executionUrl } from '../contract/console-url';
import { revalidationProjectName } from '../contract/names';
import { type Notice, notificationRoleName, notificationTopicName } from '../contract/notifications';
import { ALARM_PERIOD, ToldTopic } from '../stacks/constructs/told-topic';

/** Who is told of what a pipeline does, and where. */
export interface NotificationsProps {
  readonly application: string;
  readonly account: string;
  readonly region: string;
  /** The tools account's logs key. */
  readonly logsKey: Key;
  /** Letters of the function that closes releases. */
  readonly deadLetters: IQueue;
  readonly addresses: readonly string[];
  readonly notices: readonly Notice[];
}

/** Names of an event's parts in messages: none of them is anybody's free text, so no message can carry a record. */
const EXECUTION = { execution: '$.detail.execution-id' };
const STAGE = { ...EXECUTION, stage: '$.detail.stage', action: '$.detail.action', state: '$.detail.state' };

/**
 * Tells people what they have to do something about: a failed release, a failed validation, an approval that was not given,
 * a failed revalidation, a record that nobody could close, what ends by itself. Who is asked for an approval is told by CodePipeline itself.
 *
 * The events' shapes: https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html and
 * https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html
 */
export class Notifications extends Construct {
  private readonly told: ToldTopic;
  readonly topic: ITopic;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: NotificationsProps,
  ) {
    super(scope, id);
    const { application, account, region, logsKey: key, addresses, notices } = props;
    this.told = new ToldTopic(this, {
      topicName: notificationTopicName(application),
      account,
      region,
      key,
      addresses,
      roleName: notificationRoleName(application, region),
      publishes: `Tells people of releases of ${application}`,
    });
    this.topic = this.told.topic;
    this.tellOfReleases();
    this.tellOfRevalidation();
    this.tellOfDeadLetters();
    for (const each of notices)
      this.told.remind(`Ends${each.day.replaceAll('-', '')}`, 'Something ends by itself', each);
  }

  private tellOfReleases(): void {
    const { application, region } = this.props;
    const url = executionUrl(region, application, '<execution>');
    const ofPipeline = (kind: string, detail: Readonly<Record<string, unknown>>) => ({
      source: ['aws.codepipeline'],
      'detail-type': [`CodePipeline ${kind} Execution State Change`],
      detail: { pipeline: [application], ...detail },
    });
    this.told.report('ReleaseFailed', 'A release failed', ofPipeline('Pipeline', { state: ['FAILED'] }), {
      inputPathsMap: EXECUTION,
      inputTemplate: `"Release <execution> of ${application} failed: ${url}"`,
    });
    const validation = ofPipeline('Action', { state: ['FAILED'], action: [{ prefix: 'Validate' }] });
    this.told.report('ValidationFailed', 'A validation failed', validation, {
      inputPathsMap: STAGE,
      inputTemplate: `"<action> of <stage> in release <execution> of ${application}: <state>: ${url}"`,
    });
    const which = `bin/delivery status --pipeline ${application} --region ${region} --json`;
    const answer = { state: ['FAILED', 'ABANDONED'], type: { category: ['Approval'] } };
    this.told.report('NotApproved', 'An approval was rejected, or expired', ofPipeline('Action', answer), {
      inputPathsMap: STAGE,
      inputTemplate: `"<stage> was not approved (rejected, expired or stopped) in release <execution> of ${application}: <state>: ${url} (which of them: ${which})"`,
    });
  }

  private tellOfRevalidation(): void {
    const { application, region } = this.props;
    const project = revalidationProjectName(application);
    const pattern = {
      source: ['aws.codebuild'],
      'detail-type': ['CodeBuild Build State Change'],
      detail: { 'project-name': [project], 'build-status': ['FAILED', 'FAULT', 'TIMED_OUT'] },
    };
    this.told.report('RevalidationFailed', 'Drift was found, or a revalidation failed', pattern, {
      inputPathsMap: { build: '$.detail.build-id', status: '$.detail.build-status' },
      inputTemplate: `"Revalidation of ${application}: <status> (<build>): ${buildsUrl(region, project)}"`,
    });
  }

  private tellOfDeadLetters(): void {
    const { application, deadLetters } = this.props;
    const metric = deadLetters.metricApproximateNumberOfMessagesVisible({ period: ALARM_PERIOD, statistic: 'Maximum' });
    this.told.alarm('DeadLetters', `${application}-close-release-DeadLetters`, metric);
  }
}
