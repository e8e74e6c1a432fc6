import { by } from './by-hand';
import { ACCOUNT, type Breakage } from './live-target';

const NEWS = `arn:aws:sns:us-east-1:${ACCOUNT}:data-dev-news`;
const RECOVERY = ['dynamodb', 'update-continuous-backups', '--table-name', 'data-dev-visits'];
const recovery = (enabled: boolean) => [
  ...RECOVERY,
  '--point-in-time-recovery-specification',
  `PointInTimeRecoveryEnabled=${enabled}`,
];

/** ZT-05, of what the recipes add. */
export const ADDED: readonly Breakage[] = [
  {
    check: 'tables-guarded',
    by: 'the recovery of a table switched off',
    says: /it cannot be restored to a point in time/,
    how: by([recovery(false)], [recovery(true)]),
  },
  {
    check: 'topics-guarded',
    by: "a topic moved to a key of AWS's own",
    says: /it is encrypted with alias\/aws\/sns, not with the data key/,
    how: async (target) => {
      const put = (key: string) =>
        target.aws(
          ...['sns', 'set-topic-attributes', '--topic-arn', NEWS],
          ...['--attribute-name', 'KmsMasterKeyId', '--attribute-value', key],
        );
      await put('alias/aws/sns');
      return () => put(target.keyArn('DataKey'));
    },
  },
];
