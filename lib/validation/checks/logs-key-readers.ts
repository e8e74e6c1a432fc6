import { outsidersDoing, sentenceOf, servicesLetIn } from '../../policy';
import { type Check, fail, pass } from '../check';
import { absentKey } from '../facts/keys';
import type { LiveTarget } from '../live-target';

/** Services that may decrypt with the logs key: its log groups' own, the alarms', and CloudTrail for its bucket's key. */
const expected = ({ region }: LiveTarget): readonly string[] => [
  `logs.${region}.amazonaws.com`,
  'cloudwatch.amazonaws.com',
  'cloudtrail.amazonaws.com',
];

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
    const policy = await target.keyPolicy(key);
    const people = (accounts: readonly string[]): readonly string[] =>
      outsidersDoing('kms:Decrypt', policy, guarded, { accounts, service: () => true }).map(sentenceOf);
    const services = servicesLetIn(policy, guarded, 'kms:Decrypt');
    const others = services.filter((service) => !expected(target).includes(service));
    const unexpected = [
      ...(others.length > 0 ? [`its policy lets ${others.join(', ')} decrypt`] : []),
      ...people([target.account]).map((who) => `its policy lets ${who}`),
    ];
    const fix = 'take kms:Decrypt out of that statement (aws kms put-key-policy), or deploy its stack';
    if (unexpected.length > 0) return unexpected.map((because) => fail(key.arn, because, fix));
    const all = [...services, ...(people([]).length > 0 ? [`whom IAM of ${target.account} lets`] : [])];
    return [pass(`${key.arn}: decrypted by ${all.join(', ') || 'nobody'}`)];
  },
};
