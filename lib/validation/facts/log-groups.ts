import { isOtherApplications, logGroupPrefixes } from '../../contract/names';
import type { LogGroup } from '../cloud/logs';
import type { LiveTarget } from '../live-target';
import { eachItem } from '../pages';
import { owned } from './owned';

/**
 * Does a log group lie under a prefix of the environment? `…-dev2` does not lie under `…-dev`, it belongs to another
 * environment of the same account, and `…-claims--dev` not under `…-claims`; `…-dev-extra` does: nobody else may have put
 * it there.
 */
const liesUnder = (name: string, prefix: string): boolean => {
  if (!name.startsWith(prefix)) return false;
  const rest = name.slice(prefix.length);
  return prefix.endsWith('/') || !(/^[a-z0-9]/i.test(rest) || isOtherApplications(rest));
};

/**
 * Where log groups of the environment may lie: under its names, where its stacks put them, and where Lambda would write for a
 * function of the stacks that has no group of its own.
 */
const placesOf = async (target: LiveTarget): Promise<readonly string[]> => {
  const prefixes = logGroupPrefixes(target.qualified);
  const groups = await owned(target, 'AWS::Logs::LogGroup');
  const functions = await owned(target, 'AWS::Lambda::Function');
  const others = [...groups, ...functions.map((name) => `/aws/lambda/${name}`)];
  return [...prefixes, ...others.filter((name) => !prefixes.some((prefix) => liesUnder(name, prefix)))];
};

/** Every log group of the environment, by name, all pages read; each place is asked once (10 calls per second are allowed). */
export const logGroups = (target: LiveTarget): Promise<readonly LogGroup[]> =>
  target.once('log groups', () => logGroupsNow(target));

/** The same, asked again. */
export const logGroupsNow = async (target: LiveTarget): Promise<readonly LogGroup[]> => {
  const groups = new Map<string, LogGroup>();
  for (const place of await placesOf(target)) {
    for await (const group of eachItem((nextToken) => target.cloud.logGroups(place, nextToken))) {
      if (liesUnder(group.name, place)) groups.set(group.name, group);
    }
  }
  return [...groups.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
};
