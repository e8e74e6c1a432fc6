import { RegionInfo } from 'aws-cdk-lib/region-info';
import { nearMisses } from '../ground/near-misses';

const partitions = new Map(RegionInfo.regions.map(({ name, partition }) => [name, partition]));

/** Partition of a region (`aws`, `aws-cn`, `aws-us-gov` …); undefined where AWS has no such region. */
export const partitionIfKnown = (region: string): string | undefined => partitions.get(region);

/** The known region that is spelled most like the given text; undefined where none is like it. */
export const nearestRegion = (text: string): string | undefined => nearMisses(text, partitions.keys())[0];
