import type { AccessChange } from '../contract/review';
import { type JsonObject, listAt } from '../ground/json';
import { shortList } from './in-short';
import { canonical, isSame } from './json';
import { opposite, principalsOf, type Relation, relationOfConditions, relationOfSets, together } from './relation';

/** What a changed statement does to what is permitted. */
export interface StatementChange {
  readonly direction: AccessChange['direction'];
  readonly because: string;
}

const ELEMENTS: ReadonlySet<string> = new Set([
  ...['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'],
]);

/** Compares two forms of one statement. */
export const statementChange = (before: JsonObject, after: JsonObject): StatementChange => {
  const odd = [...Object.keys(before), ...Object.keys(after)].find((element) => !ELEMENTS.has(element));
  if (odd !== undefined) return { direction: 'unknown', because: `it has an element ${odd} that no policy has` };
  const [was, is] = [before['Effect'], after['Effect']];
  if (was !== is) {
    return is === 'Allow'
      ? { direction: 'broader', because: 'it denied and now allows' }
      : { direction: 'narrower', because: 'it allowed and now denies' };
  }
  const parts = partsOf(before, after);
  const relation = together(parts.map(({ relation: each }) => each));
  const changed = parts.filter(({ relation: each }) => each !== 'same');
  const because = changed.map((part) => difference(part, is === 'Deny')).join(', ');
  const granted = is === 'Deny' ? opposite(relation) : relation;
  if (granted === 'same') return { direction: 'same', because: 'it says the same in other words' };
  return { direction: granted === 'wider' ? 'broader' : granted, because };
};

interface Part {
  readonly name: string;
  readonly relation: Relation;
  /** What it says now and did not say before. */
  readonly fresh: readonly unknown[];
}

const AMOUNTS: Readonly<Record<Relation, string>> = {
  wider: 'more',
  narrower: 'less',
  different: 'other',
  same: 'the same',
};

const CONDITIONS: Readonly<Record<Relation, string>> = {
  wider: 'a looser condition',
  narrower: 'a tighter condition',
  different: 'another condition',
  same: 'the same condition',
};

/** For example `more in action: s3:*`. */
const difference = ({ name, relation, fresh }: Part, isDenial: boolean): string => {
  const what = fresh.length === 0 ? '' : `: ${shortList(fresh)}`;
  const how = name === 'Condition' ? CONDITIONS[relation] : `${AMOUNTS[relation]} in ${name.toLowerCase()}${what}`;
  return `${isDenial ? 'denies ' : ''}${how}`;
};

/** What a statement says, in short: `s3:GetObject on arn:…`. */
export const statementInShort = (statement: JsonObject): string => {
  const { NotAction: notAction, NotResource: notResource, Principal: principal } = statement;
  const action = notAction === undefined ? statement['Action'] : notAction;
  const resource = notResource === undefined ? statement['Resource'] : notResource;
  return [
    `${notAction === undefined ? '' : 'everything but '}${shortList(listAt(action))}`,
    resource === undefined
      ? ''
      : ` on ${notResource === undefined ? '' : 'everything but '}${shortList(listAt(resource))}`,
    principal === undefined ? '' : ` for ${shortList(principalsOf(principal))}`,
  ].join('');
};

const partsOf = (before: JsonObject, after: JsonObject): readonly Part[] => [
  part('Principal', before, after, principalsOf),
  part('Action', before, after, listAt, lowerCase),
  part('Resource', before, after, listAt),
  { name: 'Condition', relation: relationOfConditions(before['Condition'], after['Condition']), fresh: [] },
];

const part = (
  name: string,
  before: JsonObject,
  after: JsonObject,
  read: (value: unknown) => readonly unknown[],
  alike: (value: unknown) => unknown = (value) => value,
): Part => {
  const was = new Set(read(before[name]).map((each) => canonical(alike(each))));
  const fresh = read(after[name]).filter((each) => !was.has(canonical(alike(each))));
  return { name, relation: either(name, before, after, (value) => read(value).map(alike)), fresh };
};

/** Actions know no case. */
const lowerCase = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);

/** One of the pair `X` / `NotX`. */
const either = (
  name: string,
  before: JsonObject,
  after: JsonObject,
  read: (value: unknown) => readonly unknown[],
): Relation => {
  const inverse = `Not${name}`;
  if (isSame(before[name], after[name]) && isSame(before[inverse], after[inverse])) return 'same';
  if ([before, after].some((statement) => name in statement && inverse in statement)) return 'different';
  if (name in before && name in after) return relationOfSets(read(before[name]), read(after[name]));
  if (inverse in before && inverse in after) {
    return opposite(relationOfSets(read(before[inverse]), read(after[inverse])));
  }
  return 'different';
};

/** How alike two statements are: the same id, then the same effect and how many parts. Zero is not at all. */
export const likeness = (one: JsonObject, other: JsonObject): number => {
  if (one['Sid'] !== undefined && one['Sid'] === other['Sid']) return 10;
  if (one['Effect'] !== other['Effect']) return 0;
  const same = (['Principal', 'Action', 'NotAction', 'Resource', 'NotResource'] as const).filter(
    (name) => one[name] !== undefined && canonical(one[name]) === canonical(other[name]),
  );
  return same.length;
};
