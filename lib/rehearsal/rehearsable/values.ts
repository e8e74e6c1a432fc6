import { isObject, type JsonObject, objectAt } from '../../ground/json';

/** What stands where only the deployment knows the text. */
export const LATER = '{{known later}}';

/** Whether a text has a part that only the deployment knows. */
export const isLater = (text: string): boolean => text.includes(LATER);

/** The intrinsic function that a value is a call of, with its argument. */
export const callOf = (value: unknown): readonly [name: string, argument: unknown] | undefined => {
  const [entry, ...others] = isObject(value) ? Object.entries(value) : [];
  if (entry === undefined || others.length > 0) return undefined;
  return entry[0] === 'Ref' || entry[0].startsWith('Fn::') ? entry : undefined;
};

/** Whether a key is that of a loop or a macro, which puts something in its own place, beside other keys too. */
export const isExpanded = (key: string): boolean => /^Fn::(ForEach::|Transform$)/.test(key);

/** What is known of a stack before it is deployed: its own account and region, and the conditions that follow from them. */
export interface KnownBefore {
  readonly pseudo: Readonly<Record<string, string>>;
  /** Undefined where only the deployment knows. */
  holds(condition: unknown): boolean | undefined;
  /** What `Fn::FindInMap` may return: every value that its keys may lead to. */
  mapped(argument: unknown): readonly unknown[];
}

/** What a template and the stack's environment say. Parameters may be given others than their defaults. */
export const knownOf = (
  template: JsonObject,
  environment: { readonly account: string | undefined; readonly region: string | undefined },
): KnownBefore => {
  const pseudo = {
    ...(environment.account !== undefined && { 'AWS::AccountId': environment.account }),
    ...(environment.region !== undefined && { 'AWS::Region': environment.region }),
  };
  const declared = objectAt(template['Conditions']);
  const mappings = objectAt(template['Mappings']);
  const open = new Set<unknown>();
  const known: KnownBefore = {
    pseudo,
    holds(condition) {
      if (typeof condition !== 'string') return truthOf(condition, known);
      if (open.has(condition)) return undefined;
      open.add(condition);
      const truth = truthOf(declared[condition], known);
      open.delete(condition);
      return truth;
    },
    mapped: (argument) => (Array.isArray(argument) ? foundInMap(plain(argument, known), mappings) : []),
  };
  return known;
};

const foundInMap = (argument: unknown, mappings: JsonObject): readonly unknown[] => {
  const [name, ...keys] = Array.isArray(argument) ? argument.slice(0, 3).map(String) : [];
  // What may be its default value besides is anything.
  if (Array.isArray(argument) && argument.length > 3 && keys.some(isLater)) return [];
  const below = (table: unknown, key: string): readonly unknown[] => {
    const row = objectAt(table);
    if (isLater(key)) return Object.values(row);
    return Object.hasOwn(row, key) ? [row[key]] : [];
  };
  return keys.reduce((tables, key) => tables.flatMap((table) => below(table, key)), [
    objectAt(mappings)[name ?? ''],
  ] as readonly unknown[]);
};

/** Whether a resource or an output has no condition, or one that is known to hold. */
export const isMade = ({ Condition: condition }: JsonObject, known: KnownBefore): boolean =>
  condition === undefined || known.holds(condition) === true;

const truthOf = (condition: unknown, known: KnownBefore): boolean | undefined => {
  const [[name, argument] = ['', undefined]] = isObject(condition) ? Object.entries(condition) : [];
  if (name === 'Condition') return known.holds(argument);
  if (!Array.isArray(argument)) return undefined;
  if (name === 'Fn::Equals') {
    const [left, right] = argument.map((side) => plain(side, known));
    if (typeof left !== 'string' || typeof right !== 'string' || isLater(left) || isLater(right)) return undefined;
    return left === right;
  }
  const each = argument.map((one) => truthOf(one, known));
  if (name === 'Fn::Not') return each[0] === undefined ? undefined : !each[0];
  if (name !== 'Fn::And' && name !== 'Fn::Or') return undefined;
  const decisive = name === 'Fn::Or';
  if (each.includes(decisive)) return decisive;
  return each.includes(undefined) ? undefined : !decisive;
};

/** A value without its functions: what is known stands in their place, or that it is known later. `AWS::NoValue` is undefined. */
export const plain = (value: unknown, known: KnownBefore): unknown => {
  const call = callOf(value);
  if (call !== undefined) return called(call, known);
  if (Array.isArray(value)) return value.map((one) => plain(one, known)).filter((one) => one !== undefined);
  if (!isObject(value)) return value;
  const pairs = Object.entries(value).map(([key, one]) => [key, plain(one, known)] as const);
  return Object.fromEntries(pairs.filter(([, one]) => one !== undefined));
};

const called = ([name, argument]: readonly [string, unknown], known: KnownBefore): unknown => {
  if (argument === 'AWS::NoValue') return undefined;
  if (name === 'Ref') return known.pseudo[String(argument)] ?? LATER;
  if (name === 'Fn::Join' && Array.isArray(argument)) {
    const [separator, parts] = [argument[0], plain(argument[1], known)];
    return Array.isArray(parts) ? parts.map(textOf).join(String(separator)) : LATER;
  }
  if (name === 'Fn::If' && Array.isArray(argument)) {
    const truth = known.holds(argument[0]);
    return truth === undefined ? LATER : plain(argument[truth ? 1 : 2], known);
  }
  if (name === 'Fn::FindInMap') {
    const [first, ...others] = known.mapped(argument);
    return typeof first === 'string' && others.length === 0 ? first : LATER;
  }
  if (name !== 'Fn::Sub' || typeof argument !== 'string') return LATER;
  return argument.replaceAll(/\$\{([^}]*)\}/g, (_, reference: string) =>
    reference.startsWith('!') ? `\${${reference.slice(1)}}` : (known.pseudo[reference.trim()] ?? LATER),
  );
};

const textOf = (value: unknown): string => (isObject(value) || Array.isArray(value) ? LATER : String(value));

/** A value without what its conditions leave out; where they cannot be told, with the function and such branches. */
export const chosen = (value: unknown, known: KnownBefore): unknown => {
  const call = callOf(value);
  if (call?.[1] === 'AWS::NoValue') return undefined;
  if (call?.[0] === 'Fn::If' && Array.isArray(call[1])) {
    const [condition, ...branches] = call[1];
    const truth = known.holds(condition);
    if (truth === undefined) return { 'Fn::If': [condition, ...branches.map((branch) => chosen(branch, known))] };
    return chosen(branches[truth ? 0 : 1], known);
  }
  if (call?.[0] === 'Fn::FindInMap') return oneOf(known.mapped(call[1])) ?? value;
  if (Array.isArray(value)) return value.map((one) => chosen(one, known)).filter((one) => one !== undefined);
  if (!isObject(value)) return value;
  const pairs = Object.entries(value).map(([key, one]) => [key, chosen(one, known)] as const);
  return Object.fromEntries(pairs.filter(([, one]) => one !== undefined));
};

/** A value that is one of several, as conditions that cannot be told; undefined of none. */
const oneOf = ([first, ...others]: readonly unknown[]): unknown =>
  others.length === 0 ? first : { 'Fn::If': [undefined, first, oneOf(others)] };

/** What is found in a chosen value, whichever branch the deployment takes where its condition cannot be told. */
export const certain = (value: unknown, find: (value: unknown) => readonly string[]): readonly string[] => {
  if (value === undefined) return [];
  const call = callOf(value);
  if (call?.[0] !== 'Fn::If' || !Array.isArray(call[1])) return find(value);
  const [first, second] = call[1].slice(1).map((branch) => certain(branch, find));
  return (first ?? []).filter((each) => second?.includes(each));
};

/**
 * What is found at a path in a chosen value, in all entries of lists; a step like `Integration[Type=MOCK]` leads only into what says so, `*` into
 * everything.
 */
export const statedAt = (
  value: unknown,
  path: readonly string[],
  find: (value: unknown) => readonly string[],
): readonly string[] =>
  certain(value, (stated) => {
    if (Array.isArray(stated)) return stated.flatMap((one) => statedAt(one, path, find));
    const [step, ...rest] = path;
    if (step === undefined) return find(stated);
    if (step === '*') {
      const inside = callOf(stated) === undefined ? Object.values(objectAt(stated)) : [];
      return inside.flatMap((one) => statedAt(one, rest, find));
    }
    const [, name = step, key, wanted] = /^(\w+)\[(\w+)=(\w+)\]$/.exec(step) ?? [];
    const inside = objectAt(stated)[name];
    return key === undefined || objectAt(inside)[key] === wanted ? statedAt(inside, rest, find) : [];
  });
