import type { ResourceReview } from '../contract/review';

/** What people call a type that does not call itself so. */
const NOUNS: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'function',
  'AWS::Lambda::Url': 'function URL',
  'AWS::EC2::VPC': 'VPC',
  'AWS::EC2::VPCEndpoint': 'endpoint',
  'AWS::IAM::ManagedPolicy': 'policy',
  'AWS::IAM::Policy': 'policy',
  'AWS::EC2::SecurityGroupIngress': 'security group rule',
  'AWS::EC2::SecurityGroupEgress': 'security group rule',
  'AWS::RDS::DBInstance': 'database',
  'AWS::RDS::DBCluster': 'database cluster',
};

/** Names of constructs that say less than their owner's. */
const GENERIC: ReadonlySet<string> = new Set([
  ...['resource', 'default', 'logs', 'role', 'permissions', 'policy', 'function', 'dead letters', 'alias', 'key'],
  ...['topic', 'bucket', 'queue', 'table', 'vpc', 'subnet', 'handler', 'trail', 'group', 'security group'],
]);

/** `KeyRingRotation` and `key-ring` as words. */
export const wordsOf = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replaceAll(/[-_:./]+/g, ' ')
    .trim()
    .toLowerCase();

/** What a type is called: `log group`. */
const nounOf = (type: string): string => NOUNS[type] ?? wordsOf(type.split('::').at(-1) ?? type);

/**
 * A resource as people call it: `data bucket`, `rotator logs`.
 *
 * @param stackPath construct path of its stack, which its name need not repeat
 */
export const thingInWords = (
  { type, path, logicalId }: Pick<ResourceReview, 'type' | 'path' | 'logicalId'>,
  stackPath: string | undefined,
): string => {
  const inside = path !== undefined && stackPath !== undefined && path.startsWith(`${stackPath}/`);
  const whole = inside ? path.slice(stackPath.length + 1) : (path ?? logicalId);
  const names = whole
    .split('/')
    .map(wordsOf)
    .filter((name) => name !== '' && name !== 'resource' && name !== 'default');
  const noun = nounOf(type);
  const last = names.at(-1) ?? wordsOf(logicalId);
  const owner = names.at(-2) ?? (inside ? wordsOf(stackPath.split('/').at(-1) ?? '') : '');
  const name = GENERIC.has(last) && owner !== '' ? `${owner} ${last}` : last;
  const repeats = name === noun || name.endsWith(` ${noun}`) || (noun === 'log group' && name.endsWith('logs'));
  return repeats ? name : `${name} ${noun}`;
};
