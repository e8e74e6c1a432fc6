import type { EnvironmentConfig } from './schema';

/** Not on the hour, when everybody's schedules start. */
const SCHEDULES = { daily: 'cron(17 3 * * ? *)', weekly: 'cron(17 3 ? * MON *)' } as const;

/**
 * When an environment is validated again, as EventBridge has it; undefined where never.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export const revalidationSchedule = ({ revalidate }: Pick<EnvironmentConfig, 'revalidate'>): string | undefined => {
  if (typeof revalidate === 'object') return `cron(${revalidate.cron})`;
  return revalidate === 'never' ? undefined : SCHEDULES[revalidate];
};
