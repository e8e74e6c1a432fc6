import type { Page } from './page';

/** A log group as the API describes it; absent means the group has none. Times in milliseconds since 1970. */
export interface LogGroup {
  readonly name: string;
  readonly kmsKeyArn?: string;
  readonly retentionInDays?: number;
  readonly createdAt?: number;
}

/** A stream of a log group. */
export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
}

/** One log event; `ingestionTime` is in milliseconds since 1970. */
export interface LogEvent {
  readonly stream: string;
  readonly message: string;
  readonly ingestionTime: number;
}

/** What a validation asks of CloudWatch Logs. */
export interface LogCloud {
  logGroups(prefix: string, nextToken: string | undefined): Promise<Page<LogGroup>>;
  logStreams(group: string, nextToken: string | undefined): Promise<Page<LogStream> | undefined>;
  /** Events that contain the text, from a time in milliseconds since 1970 on. */
  logEvents(
    group: string,
    containing: string,
    since: number,
    nextToken: string | undefined,
  ): Promise<Page<LogEvent> | undefined>;
}
