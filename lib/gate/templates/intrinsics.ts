import { isObject, type JsonObject, own } from '../../ground/json';

/** A value that a template alone does not determine. No rule may read it as what it wants to see. */
export class Unresolved {
  constructor(readonly expression: unknown) {}

  /** In a sentence it reads as it stands in the template. */
  toJSON(): unknown {
    return this.expression;
  }
}

/** `Ref: AWS::NoValue`, or an `Fn::If` that came to it: the property is not there. */
const NO_VALUE = Symbol('AWS::NoValue');

/** What names and functions stand for in one stack. */
export interface Scope {
  /** A pseudo parameter, parameter or resource; undefined where there is none. */
  reference(name: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  imported(name: string): unknown;
  condition(name: string): boolean | undefined;
  mapping(map: string, first: string, second: string): unknown;
}

type Resolver = (argument: unknown, scope: Scope) => unknown;

const isText = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

const known = (value: unknown, expression: unknown): unknown => value ?? new Unresolved(expression);

const join: Resolver = (argument, scope) => {
  if (!Array.isArray(argument) || typeof argument[0] !== 'string') return undefined;
  const parts = resolve(argument[1], scope);
  return Array.isArray(parts) && parts.every(isText) ? parts.join(argument[0]) : undefined;
};

const getAtt: Resolver = (argument, scope) => {
  const [logicalId, ...attribute] = typeof argument === 'string' ? argument.split('.') : listOfTexts(argument);
  return logicalId === undefined ? undefined : scope.attribute(logicalId, attribute.join('.'));
};

const listOfTexts = (value: unknown): readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : [];

const sub: Resolver = (argument, scope) => {
  const [pattern, given] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof pattern !== 'string' || !isObject(given)) return undefined;
  let complete = true;
  const text = pattern.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    const [logicalId = '', ...attribute] = name.split('.');
    const value = Object.hasOwn(given, name)
      ? resolve(given[name], scope)
      : attribute.length > 0
        ? scope.attribute(logicalId, attribute.join('.'))
        : scope.reference(name);
    complete &&= isText(value);
    return String(value);
  });
  return complete ? text : undefined;
};

const choose: Resolver = (argument, scope) => {
  if (!Array.isArray(argument) || typeof argument[0] !== 'string') return undefined;
  const holds = scope.condition(argument[0]);
  return holds === undefined ? undefined : resolveOrNothing(argument[holds ? 1 : 2], scope);
};

const select: Resolver = (argument, scope) => {
  const [index, list] = Array.isArray(argument) ? argument.map((each) => resolve(each, scope)) : [];
  return Array.isArray(list) ? list[Number(index)] : undefined;
};

const split: Resolver = (argument, scope) => {
  const [separator, text] = Array.isArray(argument) ? argument.map((each) => resolve(each, scope)) : [];
  return typeof separator === 'string' && typeof text === 'string' ? text.split(separator) : undefined;
};

const findInMap: Resolver = (argument, scope) => {
  const [map, first, second] = Array.isArray(argument) ? argument.map((each) => resolve(each, scope)) : [];
  return typeof map === 'string' && typeof first === 'string' && typeof second === 'string'
    ? scope.mapping(map, first, second)
    : undefined;
};

const FUNCTIONS: Readonly<Record<string, Resolver>> = {
  Ref: (name, scope) =>
    name === 'AWS::NoValue' ? NO_VALUE : typeof name === 'string' ? scope.reference(name) : undefined,
  'Fn::GetAtt': getAtt,
  'Fn::Join': join,
  'Fn::Sub': sub,
  'Fn::If': choose,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::FindInMap': findInMap,
  'Fn::ImportValue': (name, scope) => {
    const text = resolve(name, scope);
    return typeof text === 'string' ? scope.imported(text) : undefined;
  },
};

const resolveOrNothing = (value: unknown, scope: Scope): unknown => {
  if (Array.isArray(value))
    return value.map((each) => resolveOrNothing(each, scope)).filter((each) => each !== NO_VALUE);
  if (!isObject(value) || value instanceof Unresolved) return value;
  const entries = Object.entries(value);
  const [[name, argument] = []] = entries;
  if (
    name !== undefined &&
    entries.length === 1 &&
    (name === 'Ref' || name.startsWith('Fn::') || name === 'Condition')
  ) {
    if (name === 'Condition' && typeof argument !== 'string') return resolveObject(value, scope); // a policy's
    return known(own(FUNCTIONS, name)?.(argument, scope), value);
  }
  return resolveObject(value, scope);
};

const resolveObject = (value: JsonObject, scope: Scope): JsonObject => {
  const resolved = Object.fromEntries(
    Object.entries(value)
      .map(([key, nested]) => [key, resolveOrNothing(nested, scope)] as const)
      .filter(([, result]) => result !== NO_VALUE),
  );
  // A property that is called like what JavaScript reads an object by must not decide how it reads.
  return Object.hasOwn(resolved, 'toString') || Object.hasOwn(resolved, 'valueOf')
    ? Object.defineProperty(resolved, Symbol.toPrimitive, { value: () => JSON.stringify(value) })
    : resolved;
};

/**
 * Replaces the intrinsic functions in a value by what they will be at deployment, and what only the deployment knows by
 * `Unresolved`. A property without value is left out.
 */
export const resolve = (value: unknown, scope: Scope): unknown => {
  const resolved = resolveOrNothing(value, scope);
  return resolved === NO_VALUE ? undefined : resolved;
};

/** How a value reads in a finding. */
export const shown = (value: unknown): string => {
  if (value === undefined) return 'missing';
  if (value instanceof Unresolved) return `only known to the deployment: ${JSON.stringify(value.expression)}`;
  return JSON.stringify(value);
};

/** Whether a condition of a template holds; undefined where only the deployment knows. */
export const templateConditionHolds = (expression: unknown, scope: Scope): boolean | undefined => {
  if (!isObject(expression)) return undefined;
  const [[name, argument] = []] = Object.entries(expression);
  const nested = (): readonly (boolean | undefined)[] =>
    Array.isArray(argument) ? argument.map((each) => templateConditionHolds(each, scope)) : [undefined];
  switch (name) {
    case 'Condition':
      return typeof argument === 'string' ? scope.condition(argument) : undefined;
    case 'Fn::Equals':
      return equal(argument, scope);
    case 'Fn::Not': {
      const [only] = nested();
      return only === undefined ? undefined : !only;
    }
    case 'Fn::And':
      return nested().includes(false) ? false : nested().includes(undefined) ? undefined : true;
    case 'Fn::Or':
      return nested().includes(true) ? true : nested().includes(undefined) ? undefined : false;
    default:
      return undefined;
  }
};

const equal = (argument: unknown, scope: Scope): boolean | undefined => {
  if (!Array.isArray(argument) || argument.length !== 2) return undefined;
  const [left, right] = argument.map((each) => resolve(each, scope));
  if (isObject(left) || isObject(right) || left instanceof Unresolved || right instanceof Unresolved) return undefined;
  return String(left) === String(right);
};
