import type { Page } from './page';

/** A metric alarm. */
export interface Alarm {
  readonly name: string;
  readonly actionsEnabled: boolean;
  readonly actions: readonly string[];
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** An SNS topic; `policy` is JSON text. */
export interface Topic {
  readonly keyId?: string;
  readonly policy: string;
}

/** A subscription; its ARN is `PendingConfirmation` until somebody has confirmed it. */
export interface Subscription {
  readonly arn: string;
  readonly protocol: string;
  readonly endpoint: string;
}

/** An EventBridge rule; `pattern` is JSON text. */
export interface EventRule {
  readonly state: string;
  readonly pattern: string;
}

/** What a validation asks of CloudWatch, SNS and EventBridge. */
export interface AlarmCloud {
  alarms(names: readonly string[], nextToken: string | undefined): Promise<Page<Alarm>>;
  topic(arn: string): Promise<Topic | undefined>;
  subscriptions(topicArn: string, nextToken: string | undefined): Promise<Page<Subscription>>;
  eventRule(name: string): Promise<EventRule | undefined>;
  /** ARNs of a rule's targets. */
  eventTargets(rule: string, nextToken: string | undefined): Promise<Page<string>>;
}
