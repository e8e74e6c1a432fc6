import type { Page } from './page';

/** A trail as it is configured. */
export interface Trail {
  readonly arn: string;
  readonly bucket: string;
  readonly keyId?: string;
  readonly multiRegion: boolean;
  readonly globalEvents: boolean;
  readonly validated: boolean;
  readonly logGroupArn?: string;
}

/** What a trail does at this moment; times in milliseconds since 1970. */
export interface TrailStatus {
  readonly logging: boolean;
  readonly startedAt?: number;
  readonly deliveredAt?: number;
  readonly deliveryError?: string;
  readonly logsDeliveryError?: string;
}

/** What one event selector of a trail records; `objects` are prefixes of S3 object ARNs. */
export interface EventSelector {
  readonly kind: string;
  readonly management: boolean;
  readonly objects: readonly string[];
}

/** A recorded call; `parameters` are its request parameters. */
export interface RecordedCall {
  readonly at: number;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What a validation asks of CloudTrail. */
export interface AuditCloud {
  trail(name: string): Promise<Trail | undefined>;
  trailStatus(name: string): Promise<TrailStatus>;
  eventSelectors(name: string): Promise<readonly EventSelector[]>;
  /** Management events of that name in the last 90 days, newest first. */
  recordedCalls(eventName: string, nextToken: string | undefined): Promise<Page<RecordedCall>>;
}
