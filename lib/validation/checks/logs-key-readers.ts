import { type Decision, evaluate, type Principal, servicesLetIn } from '../../policy';
import { type Check, cannotTell, fail, pass } from '../check';
import type { Key } from '../cloud/keys';
import { absentKey } from '../facts/keys';
import type { LiveTarget } from '../live-target';

/** Services that may decrypt with the logs key: its log groups' own, the alarms', and CloudTrail for its bucket's key. */
const expected = ({ region }: LiveTarget): readonly string[] => [
  `logs.${region}.amazonaws.com`,
  'cloudwatch.amazonaws.com',
  'cloudtrail.amazonaws.com',
];

const decrypt = async (key: Key, target: LiveTarget, principal: Principal): Promise<Decision> => {
  const { account, region, partition } = target;
  return evaluate([await target.keyPolicy(key)], {
    principal,
    action: 'kms:Decrypt',
    resource: key.arn,
    context: {
      'aws:SourceAccount': account,
      'aws:SourceArn': `arn:${partition}:anything:${region}:${account}:anything`,
      'kms:EncryptionContext:aws:logs:arn': target.logGroupArn(target.functionLogGroup),
      'kms:EncryptionContextKeys': ['aws:logs:arn'],
    },
  });
};

/** Who may decrypt log events, by the key's policy: CloudWatch Logs, alarms, CloudTrail, and this account's IAM (ZT-06). */
export const logsKeyReaders: Check = {
  id: 'logs-key-readers',
  requirement: 'ZT-06',
  proves:
    "by the logs key's policy, nobody decrypts but CloudWatch Logs, alarms, CloudTrail and whom this account's IAM lets",
  run: async (target) => {
    const key = await target.logsKey();
    if (!key) return [absentKey(target, target.logsKeyAlias)];
    const guarded = { type: 'AWS::KMS::Key', region: target.region };
    const readers = servicesLetIn(await target.keyPolicy(key), guarded, 'kms:Decrypt');
    const { account, partition } = target;
    const anyRole = { kind: 'aws', account, arn: `arn:${partition}:iam::${account}:role/anybody` } as const;
    const iam = await decrypt(key, target, anyRole);
    if (iam.effect === 'cannot-tell') return [cannotTell(key.arn, iam.because)];
    const unexpected = readers.filter((service) => !expected(target).includes(service));
    if (unexpected.length > 0) {
      const because = `its policy lets ${unexpected.join(', ')} decrypt`;
      return [
        fail(key.arn, because, 'take kms:Decrypt out of that statement (aws kms put-key-policy), or deploy its stack'),
      ];
    }
    const all = [...readers, ...(iam.effect === 'allow' ? [`whom IAM of ${account} lets`] : [])];
    return [pass(`${key.arn}: decrypted by ${all.join(', ') || 'nobody'}`)];
  },
};
