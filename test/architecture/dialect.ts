import { parseSync } from '@swc/core';

/** A node of the syntax tree, as far as this reads it. */
interface Node {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** Where a node begins and ends: bytes of the file, counted from 1. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** A function with a body, by the nearest name that stands before it. */
export interface SizedFunction {
  readonly name: string;
  readonly lines: number;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

const parsed = new Map<string, Node>();

/** The syntax tree of a text, made once. */
const parse = (text: string): Node => {
  const known = parsed.get(text);
  const tree = known ?? (parseSync(text, { syntax: 'typescript', target: 'es2022' }) as unknown as Node);
  if (known === undefined) parsed.set(text, tree);
  return tree;
};

const childrenOf = (node: Node): readonly Node[] => {
  const found: Node[] = [];
  const add = (value: unknown): void => {
    if (isNode(value)) found.push(value);
    else if (Array.isArray(value)) for (const each of value) add(each);
    else if (typeof value === 'object' && value !== null)
      // Arguments and array elements stand in a wrapper that has no type of its own.
      for (const each of Object.values(value)) if (isNode(each)) found.push(each);
  };
  for (const value of Object.values(node)) add(value);
  return found;
};

/** A node and all below it, outer ones first. */
const within = (node: Node): readonly Node[] => {
  const found: Node[] = [];
  const walk = (each: Node): void => {
    found.push(each);
    for (const child of childrenOf(each)) walk(child);
  };
  walk(node);
  return found;
};

const textAt = (text: string, { start, end }: Span): string =>
  Buffer.from(text)
    .subarray(start - 1, end - 1)
    .toString();

const nameOf = (node: Node): string | undefined => {
  const named = node['identifier'] ?? node['id'] ?? node['key'];
  return isNode(named) && typeof named['value'] === 'string' ? named['value'] : undefined;
};

/** Names, values and types, that a file declares and exports; what it only passes on is not declared there. */
export const declaredExports = (text: string): readonly string[] =>
  (parse(text)['body'] as readonly Node[])
    .filter(({ type }) => type === 'ExportDeclaration')
    .map(({ declaration }) => declaration as Node)
    .flatMap((node) => (node.type === 'VariableDeclaration' ? (node['declarations'] as readonly Node[]) : [node]))
    .map(nameOf)
    .filter((name) => name !== undefined);

/** The files of each name that more than one file declares and exports. */
export const declaredTwice = (sources: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> => {
  const files = new Map<string, string[]>();
  for (const [file, text] of sources) {
    for (const name of new Set(declaredExports(text))) files.set(name, [...(files.get(name) ?? []), file]);
  }
  return new Map([...files].filter(([, declaring]) => declaring.length > 1));
};

/** Function declarations that could be arrow constants: no generator, overload or assertion signature. */
export const functionDeclarations = (text: string): readonly string[] => {
  if (!/\bfunction\b/.test(text)) return [];
  const declared = within(parse(text)).filter(({ type }) => type === 'FunctionDeclaration');
  const overloaded = new Set(declared.filter(({ body }) => !isNode(body)).map(nameOf));
  return declared
    .filter((node) => node['generator'] !== true && !overloaded.has(nameOf(node)) && !asserts(node))
    .map((node) => nameOf(node) ?? '');
};

const asserts = ({ returnType }: Node): boolean => {
  const type = isNode(returnType) ? returnType['typeAnnotation'] : undefined;
  return isNode(type) && type['asserts'] === true;
};

/** What a file imports to run, and not for its types alone. */
export const valueImports = (text: string): readonly string[] =>
  within(parse(text))
    .filter(({ type, typeOnly }) => type === 'ImportDeclaration' && typeOnly !== true)
    .filter(({ specifiers }) => {
      const named = specifiers as readonly Node[];
      return named.length === 0 || named.some(({ isTypeOnly }) => isTypeOnly !== true);
    })
    .map(({ source }) => (source as Node)['value'] as string);

/** What a file says that is, as a whole, a path to the configuration that people edit; sentences about it are none. */
export const configurationPaths = (text: string): readonly string[] =>
  !/delivery\.config/.test(text)
    ? []
    : within(parse(text))
        .filter(({ type }) => type === 'StringLiteral' || type === 'TemplateElement')
        .map((node) => String(node['value'] ?? node['cooked']))
        .filter((value) => /^[\w./-]*\bdelivery\.config(\.ts)?$/.test(value));

/** Types that are imported where they are used, which the import rules do not see. */
export const importedInPlace = (text: string): readonly string[] =>
  !/\bimport\s*\(/.test(text)
    ? []
    : within(parse(text))
        .filter(({ type }) => type === 'TsImportType')
        .map(({ argument }) => (argument as Node)['value'] as string);

/** A statement and what it exports by name: exports stand at the top of a file. */
const withSpecifiers = (node: Node): readonly Node[] => [node, ...((node['specifiers'] ?? []) as readonly Node[])];

/** What a file exports under another name than it has there, or under none. */
export const renamedExports = (text: string): readonly string[] =>
  (parse(text)['body'] as readonly Node[]).flatMap(withSpecifiers).flatMap((node) => {
    if (/^ExportDefault|^TsExportAssignment$/.test(node.type)) return ['default'];
    if (node.type === 'ExportNamespaceSpecifier') return [(node['name'] as Node)['value'] as string];
    if (node.type !== 'ExportSpecifier') return [];
    const [own, name] = [node['orig'], node['exported'] ?? node['orig']].map(
      (each) => (each as Node)['value'] as string,
    );
    return name !== undefined && (name !== own || name === 'default') ? [name] : [];
  });

const CLOCKED = /^(test|it|beforeAll|beforeEach|afterAll|afterEach)$/;

/** The name with which a callee begins: `test` of `test.each(table)`. */
const rootOf = (node: Node): string => {
  const inner = node['callee'] ?? node['object'];
  return isNode(inner) ? rootOf(inner) : String(node['value']);
};

/** Milliseconds after which a file lets jest end its tests or hooks, or ends by itself what they wait for, each time that it says so. */
export const clocksOf = (text: string): readonly number[] => {
  if (!/[\d_]{4,}|MINUTES?|maxWaitTime/.test(text)) return [];
  const nodes = within(parse(text));
  const constants = new Map(nodes.flatMap(numberOf));
  return nodes.flatMap((node) => {
    if (node.type === 'KeyValueProperty' && (node['key'] as Node)['value'] === 'maxWaitTime') {
      const seconds = millisecondsOf(node['value'] as Node, constants);
      return seconds === undefined ? [] : [seconds * 1_000];
    }
    if (node.type !== 'CallExpression') return [];
    const callee = node['callee'] as Node;
    const given = (node['arguments'] as readonly { readonly expression: Node }[]).map(({ expression }) => expression);
    const last = given.at(-1);
    const milliseconds = last === undefined ? undefined : millisecondsOf(last, constants);
    if (milliseconds === undefined) return [];
    const called = isNode(callee['property']) ? `${rootOf(callee)}.${memberName(callee['property'])}` : '';
    const isSet = called === 'jest.setTimeout' || called === 'AbortSignal.timeout';
    return isSet || (CLOCKED.test(rootOf(callee)) && given.length > 1) ? [milliseconds] : [];
  });
};

/** The name and the number of `const LONG = 600_000`. */
const numberOf = ({ type, id, init }: Node): readonly (readonly [name: string, value: number])[] => {
  if (type !== 'VariableDeclarator' || !isNode(id) || !isNode(init)) return [];
  const value = millisecondsOf(init, new Map());
  return value === undefined ? [] : [[String(id['value']), value]];
};

/** Of `600_000`, `MINUTES`, `10 * MINUTES`, and of constants of the file. */
const millisecondsOf = (node: Node, constants: ReadonlyMap<string, number>): number | undefined => {
  if (node.type === 'NumericLiteral') return node['value'] as number;
  if (node.type === 'Identifier') {
    const name = node['value'] as string;
    return constants.get(name) ?? (/^MINUTES?$/.test(name) ? 60_000 : undefined);
  }
  if (node.type !== 'BinaryExpression' || node['operator'] !== '*') return undefined;
  const [left, right] = [node['left'], node['right']].map((side) => millisecondsOf(side as Node, constants));
  return left === undefined || right === undefined ? undefined : left * right;
};

/** Where a file looks around: the variables of its process, by whatever way it reaches them, and the context of the CDK. */
export const looksAround = (text: string): boolean =>
  /env|Context/.test(text) &&
  within(parse(text)).some((node) => {
    const { type, source, object, property, id, init } = node;
    if (type === 'ImportDeclaration') return /^(node:)?process$/.test((source as Node)['value'] as string);
    if (type === 'VariableDeclarator') return isProcess(init) && isNode(id) && id.type === 'ObjectPattern';
    if (type !== 'MemberExpression') return false;
    const name = memberName(property as Node);
    return /^(tryGetContext|getContext|getAllContext)$/.test(name) || (name === 'env' && isProcess(object));
  });

/** `process`, or what is it by another way: `globalThis.process`, `(process)`. */
const isProcess = (node: unknown): boolean =>
  isNode(node) &&
  ((node.type === 'Identifier' && node['value'] === 'process') ||
    (node.type === 'MemberExpression' && memberName(node['property'] as Node) === 'process') ||
    (node.type === 'ParenthesisExpression' && isProcess(bare(node))));

const memberName = (property: Node): string => {
  const named = property.type === 'Computed' ? (property['expression'] as Node) : property;
  return String(named['value']);
};

/** Object literals that are spread into another one: their members can stand there themselves. */
export const spreadLiterals = (text: string): readonly string[] =>
  !/\.\.\.[\s(]*\{/.test(text)
    ? []
    : within(parse(text))
        .filter(({ type }) => type === 'SpreadElement')
        .map((node) => bare(node['arguments'] as Node))
        .filter(({ type }) => type === 'ObjectExpression')
        .map(({ span }) => textAt(text, span as Span));

/** What stands in parentheses. */
const bare = (node: Node): Node => (node.type === 'ParenthesisExpression' ? bare(node['expression'] as Node) : node);

/** What says that something is thrown otherwise than by `@throws {Class} when …`. */
export const otherThrows = (text: string): readonly string[] =>
  [...text.matchAll(/@[t]hrows\b(?! \{\w+\} when ).*|(?<=[*.:]\s)[T]hrows\b(?!:).*/g)].map(([found]) => found.trim());

const FUNCTIONS =
  /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|Constructor|ClassMethod|PrivateMethod|MethodProperty|GetterProperty)$/;

/** Every function of a file with the lines that it takes, those of the functions within it among them. */
export const functionsOf = (text: string): readonly SizedFunction[] => {
  const linesOf = (node: Node) => textAt(text, node['span'] as Span).split('\n').length;
  const walk = (node: Node, outer: string): readonly SizedFunction[] => {
    const name = (node.type === 'Constructor' ? undefined : nameOf(node)) ?? outer;
    const own = FUNCTIONS.test(node.type) ? [{ name, lines: linesOf(node) }] : [];
    return [...own, ...childrenOf(node).flatMap((each) => walk(each, name))];
  };
  return walk(parse(text), '');
};
