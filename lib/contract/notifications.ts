/** Names of what tells people about releases. This file imports nothing. */

/** The topic in the tools account that people subscribe to. */
export const notificationTopicName = (application: string): string => `${application}-notifications`;

/** Role as which rules tell it; IAM is global, so the name carries the region. */
export const notificationRoleName = (application: string, region: string): string =>
  `${application}-notifications-${region}`;

/** Paths of an event that a message may be made from: ids, names of ours and words of AWS, and nobody's free text. */
export const TOLD_PATHS: readonly string[] = [
  '$.detail.execution-id',
  '$.detail.stage',
  '$.detail.action',
  '$.detail.state',
  '$.detail.build-id',
  '$.detail.build-status',
];

/** What people are told on a day that is known when the pipeline is made. */
export interface Notice {
  /** Of UTC, `YYYY-MM-DD`. */
  readonly day: string;
  readonly text: string;
}
