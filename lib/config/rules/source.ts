import { connectionOf } from '../connection';
import { partitionIfKnown } from '../regions';
import type { ConfigRule } from './rule';

/**
 * A connection that the pipeline can use: of its partition, and of its account where it is of the old kind, which cannot be
 * shared (docs.aws.amazon.com/dtconsole/latest/userguide/connections-share.html).
 */
export const usableConnection: ConfigRule = ({ source, tools }) => {
  const connection = connectionOf(source);
  const home = partitionIfKnown(tools.region);
  if (connection === undefined || home === undefined) return [];
  const { partition, service, account } = connection;
  const path = ['source', 'connectionArn'];
  if (partition !== home) return [{ path, must: `must lie in ${home}, the partition of tools.region` }];
  return service === 'codestar-connections' && account !== tools.account
    ? [
        {
          path,
          must: `must be a connection of ${tools.account}, the account of tools: AWS shares none of codestar-connections`,
          cure: 'create a connection there, or share one of codeconnections by AWS RAM',
        },
      ]
    : [];
};
