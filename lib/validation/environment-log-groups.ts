import { logGroupPrefixes } from '../contract/names';
import type { Cloud, LogGroup, Page } from './cloud';

/** Reads a listing to its end, page after page. */
export const allPages = async <T>(page: (nextToken: string | undefined) => Promise<Page<T>>): Promise<readonly T[]> => {
  const items: T[] = [];
  let nextToken: string | undefined;
  do {
    const read = await page(nextToken);
    items.push(...read.items);
    nextToken = read.nextToken;
  } while (nextToken !== undefined);
  return items;
};

/**
 * Does a log group lie under a prefix of the environment? `…-dev2` does not lie under `…-dev`, it belongs to another
 * environment of the same account; `…-dev-extra` does: nobody else may have put it there.
 */
const liesUnder = (name: string, prefix: string): boolean =>
  name.startsWith(prefix) && (prefix.endsWith('/') || !/^[a-z0-9]/i.test(name.slice(prefix.length)));

/** Every log group of an environment, by name; prefixes are asked one after the other (10 calls per second are allowed). */
export const environmentLogGroups = async (cloud: Cloud, environment: string): Promise<readonly LogGroup[]> => {
  const groups = new Map<string, LogGroup>();
  for (const prefix of logGroupPrefixes(environment)) {
    for (const group of await allPages((nextToken) => cloud.logGroups(prefix, nextToken))) {
      if (liesUnder(group.name, prefix)) groups.set(group.name, group);
    }
  }
  return [...groups.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
};
