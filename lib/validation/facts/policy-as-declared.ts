import { isObject, type JsonObject, listAt, objectAt } from '../../ground/json';
import type { PolicyDocument } from '../../policy';
import type { LiveTarget } from '../live-target';
import { declaredIn } from './declared';
import { ownedResources } from './owned';
import type { Flaw } from './verdict';

/**
 * Policies of types that CloudFormation's drift detection does not compare, against the template that made them. Statements and
 * lists have no order, and one value is a list of one. What the template takes from a resource has to carry that resource's name.
 */

/** What a template's functions stand for, as far as the stack tells: a physical id by a logical one. */
interface Place {
  readonly target: LiveTarget;
  readonly physicalId: (logicalId: string) => string | undefined;
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
const ANYTHING = '[^]+';

/** What a reference stands for, as a regular expression. */
const referred = (name: string, { target, physicalId }: Place): string => {
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::AccountId': target.account,
    'AWS::Region': target.region,
    'AWS::Partition': target.partition,
  };
  const known = pseudo[name] ?? physicalId(name);
  return known === undefined ? ANYTHING : literal(known);
};

/** An attribute carries the name of its resource, or nobody here knows what it is. */
const attributed = (logicalId: string, { physicalId }: Place): string => {
  const name = physicalId(logicalId)?.split(/[/:]/).at(-1);
  return name === undefined || name === '' ? ANYTHING : `[^]*${literal(name)}[^]*`;
};

/** A text of a template as the source of a regular expression for what it becomes. */
const patternOf = (value: unknown, place: Place): string => {
  if (!isObject(value)) return literal(String(value));
  const { Ref: name, 'Fn::GetAtt': attribute, 'Fn::Join': joined, 'Fn::Sub': pattern } = value;
  if (typeof name === 'string') return referred(name, place);
  if (attribute !== undefined) return attributed(String(listAt(attribute)[0]).split('.')[0] ?? '', place);
  if (Array.isArray(joined) && Array.isArray(joined[1])) {
    return joined[1].map((each) => patternOf(each, place)).join(literal(String(joined[0])));
  }
  if (typeof pattern === 'string') {
    return pattern
      .split(/(\$\{[^}]+\})/)
      .map((part) => {
        const [, inner] = /^\$\{([^!}][^}]*)\}$/.exec(part) ?? [];
        if (inner === undefined) return literal(part);
        const [logicalId = '', ...attributes] = inner.split('.');
        return attributes.length > 0 ? attributed(logicalId, place) : referred(inner, place);
      })
      .join('');
  }
  return ANYTHING;
};

/** Whether each of some texts is one of the declared ones, and each declared one is there. */
const sameTexts = (live: unknown, declared: unknown, place: Place): boolean => {
  const left = listAt(live).map(String);
  const patterns = listAt(declared)
    .map((each) => new RegExp(`^${patternOf(each, place)}$`))
    .toSorted((one, other) => Number(one.source.includes('[^]')) - Number(other.source.includes('[^]')));
  for (const pattern of patterns) {
    const at = left.findIndex((each) => pattern.test(each));
    if (at < 0) return false;
    left.splice(at, 1);
  }
  return left.length === 0;
};

/** Whether two objects have the same names, in whatever case, and under each what is the same. */
const sameEntries = (live: unknown, declared: unknown, same: (one: unknown, other: unknown) => boolean): boolean => {
  const [one, other] = [live, declared].map((each) => Object.entries(objectAt(each))) as [Entries, Entries];
  const found = new Map(other.map(([name, value]) => [name.toLowerCase(), value]));
  return one.length === other.length && one.every(([name, value]) => same(value, found.get(name.toLowerCase())));
};
type Entries = [string, unknown][];

/** `*` is whoever `{"AWS": "*"}` is. */
const principal = (value: unknown): unknown => (value === '*' ? { AWS: '*' } : value);

const sameStatement = (live: JsonObject, declared: JsonObject, place: Place): boolean => {
  const texts = (one: unknown, other: unknown) => other !== undefined && sameTexts(one, other, place);
  return sameEntries(live, declared, (one, other) => {
    if (other === undefined) return false;
    const [left, right] = [principal(one), principal(other)];
    if (!isObject(left)) return texts(left, right);
    return sameEntries(left, right, (a, b) => (isObject(a) ? sameEntries(a, b, texts) : texts(a, b)));
  });
};

const shown = (statement: JsonObject): string => JSON.stringify(statement).slice(0, 300);

/** What differs between a deployed policy and the one of its template. */
const differences = (live: PolicyDocument, declared: unknown, place: Place): readonly string[] => {
  const left = listAt(objectAt(declared)['Statement']).map(objectAt);
  const added = listAt(live['Statement'])
    .map(objectAt)
    .filter((statement) => {
      const at = left.findIndex((each) => sameStatement(statement, each, place));
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
  return [
    ...added.map((each) => `its policy says what no release put there: ${shown(each)}`),
    ...left.map((each) => `its policy lacks what the release says: ${shown(each)}`),
  ];
};

/** Where a type of policy keeps whom it is for, and what it says. */
const POLICIES = {
  'AWS::IAM::Policy': 'Roles',
  'AWS::SNS::TopicPolicy': 'Topics',
  'AWS::SQS::QueuePolicy': 'Queues',
} as const;

/** What differs between the policy of a resource and what the template of its stack has for it in a policy of its own. */
export const policyAsDeclared = async (
  target: LiveTarget,
  physicalId: string,
  live: PolicyDocument,
  { type, named, fix }: { readonly type: keyof typeof POLICIES; readonly named?: string; readonly fix: string },
): Promise<readonly Flaw[]> => {
  const all = await ownedResources(target);
  const resource = all.find((each) => each.physicalId === physicalId);
  if (resource === undefined) return [];
  const declared = (await declaredIn(target, resource.stackName)).filter(
    (each) =>
      each.type === type &&
      each.properties['PolicyName'] === named &&
      listAt(each.properties[POLICIES[type]]).some((of) => objectAt(of)['Ref'] === resource.logicalId),
  );
  const [policy, ...more] = declared;
  // With two of them, the later one counts, and which that is the template does not say.
  if (policy === undefined || more.length > 0) return [];
  const place = {
    target,
    physicalId: (id: string) =>
      all.find(({ logicalId, stackName }) => logicalId === id && stackName === resource.stackName)?.physicalId,
  };
  return differences(live, policy.properties['PolicyDocument'], place).map((because) => ({ because, fix }));
};
