import { longestDelay, whyLate } from '../calls/delays';
import type { LiveTarget } from '../live-target';
import { ownedResources } from './owned';

/**
 * Waits until something that happened at a time (milliseconds since 1970) has surely taken effect, and says which call waited,
 * how long and why.
 *
 * @returns whether it had to wait
 */
export const waitUntilOver = async (
  target: LiveTarget,
  delay: Parameters<typeof longestDelay>[0],
  permission: string,
  since: number,
): Promise<boolean> => {
  const longest = longestDelay(delay, target.cloud.minute);
  // AWS's clock may be ahead of ours.
  const left = Math.min(since + longest - target.clock.now(), longest);
  if (left <= 0) return false;
  await target.clock.sleep(left);
  target.waited({ permission, seconds: Math.round(left / 1000), because: whyLate(delay) });
  return true;
};

/**
 * When CloudFormation last updated a log group of the target, in milliseconds since 1970, and may have given it another key;
 * 0 where it has only made them.
 */
export const logGroupsUpdatedAt = async (target: LiveTarget): Promise<number> => {
  const groups = (await ownedResources(target)).filter(({ type }) => type === 'AWS::Logs::LogGroup');
  return Math.max(0, ...groups.map(({ status, changedAt }) => (status === 'CREATE_COMPLETE' ? 0 : changedAt)));
};

/** When CloudFormation last made or changed an alias of a key of the target, in milliseconds since 1970. */
export const aliasesChangedAt = async (target: LiveTarget): Promise<number> => {
  const aliases = (await ownedResources(target)).filter(({ type }) => type === 'AWS::KMS::Alias');
  return Math.max(0, ...aliases.map(({ changedAt }) => changedAt));
};
