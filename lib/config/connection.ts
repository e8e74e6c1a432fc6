import type { SourceConfig } from './schema';

/** What the ARN of a connection says. */
export interface Connection {
  readonly partition: string;
  /** `codeconnections`, or `codestar-connections` as it was called before. */
  readonly service: string;
  readonly region: string;
  readonly account: string;
}

/** The connection of a source; undefined where it has none, or no ARN. */
export const connectionOf = (source: SourceConfig): Connection | undefined => {
  if (source.kind !== 'codeconnections') return undefined;
  const [, partition, service, region, account] = source.connectionArn.split(':');
  return partition && service && region && account ? { partition, service, region, account } : undefined;
};
