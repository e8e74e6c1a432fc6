import { RegionInfo } from 'aws-cdk-lib/region-info';

const partitions = new Map(RegionInfo.regions.map(({ name, partition }) => [name, partition]));

/** Partition of a region (`aws`, `aws-cn`, `aws-us-gov` …); undefined where AWS has no such region. */
export const partitionOf = (region: string): string | undefined => partitions.get(region);

/** The known region that is spelled most like the given text. */
export const nearestRegion = (text: string): string =>
  [...partitions.keys()].reduce((best, region) => (distance(text, region) < distance(text, best) ? region : best));

/** Levenshtein's distance: how many letters to insert, drop or replace. */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const letter of from) {
    const next = [(row[0] ?? 0) + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
};
