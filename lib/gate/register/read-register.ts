import { readFileSync, statSync } from 'node:fs';
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import { type core, z } from 'zod';
import { objectAt } from '../../ground/json';
import { didYouMean } from '../../ground/near-misses';
import { printableLine } from '../../ground/printable';
import { UserError } from '../../ground/user-error';
import type { Acknowledgement } from './acknowledgement';
import type { Allowance } from './allowance';
import { MOST_GRACE_DAYS } from './terms';

/** Ten thousand acknowledgements need less; a larger file is made to break readers. */
const LARGEST = 1024 * 1024;

const text = z.string();
/** Left out is the same as empty: the gate says no then, with everything else it has to say. */
const term = text.nullish().transform((value) => value ?? '');
const texts = z.array(text);
const accepted = z.strictObject({
  finding: text,
  stack: text,
  resources: texts,
  forEach: text.optional(),
  actions: texts.optional(),
  unless: text.optional(),
  ifThere: z
    .custom<boolean | 'stack'>((value) => typeof value === 'boolean' || value === 'stack', {
      error: ({ input }) => `must be true, false or stack, got ${JSON.stringify(input)}`,
    })
    .optional(),
});
const allowed = z.strictObject({ type: text, properties: texts.min(1), values: texts.optional() });
const decision = z
  .strictObject({
    reason: term,
    owner: term,
    expires: term,
    ticket: term,
    accepts: z.array(accepted).min(1).optional(),
    allows: z.array(allowed).min(1).optional(),
  })
  .refine(({ accepts, allows }) => accepts !== undefined || allows !== undefined, {
    path: ['accepts'],
    error: 'must be a list, it is missing',
  });
const graceDays = z.custom<number>(
  (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MOST_GRACE_DAYS,
  {
    error: ({ input }) => `must be a whole number of days from 0 to ${MOST_GRACE_DAYS}, got ${JSON.stringify(input)}`,
  },
);
/** Everything but `graceDays` is a cause. */
const schema = z.object({ graceDays: graceDays.optional() }).catchall(decision);

/**
 * Reads a register from a YAML file that nobody vouches for: one acknowledgement per accepted finding, one allowance per type.
 * Only its shape is judged here; what a reviewer would refuse in it is the gate's to say.
 *
 * @throws {UserError} when places are not as they must be, with file and line of each
 */
export const readWholeRegister = (file: string): Register => parseWholeRegister(textOf(file), file);

/** The acknowledgements of a register. */
export const readRegister = (file: string): readonly Acknowledgement[] => readWholeRegister(file).acknowledgements;

/** The acknowledgements of a register from its text; `file` is its name in messages and places. */
export const parseRegister = (yaml: string, file: string): readonly Acknowledgement[] =>
  parseWholeRegister(yaml, file).acknowledgements;

/** What a register accepts: findings, and properties that no rule judges. */
export interface Register {
  readonly acknowledgements: readonly Acknowledgement[];
  readonly allowances: readonly Allowance[];
}

/** Reads a register from its text; `file` is its name in messages and places. */
export const parseWholeRegister = (yaml: string, file: string): Register => {
  const lines = new LineCounter();
  const document = parsed(yaml, lines, file);
  const lineAt = (path: readonly PropertyKey[]): number => lineOf(document, lines, path);
  const input: unknown = document.toJS({ maxAliasCount: 0 }) ?? {};
  const result = schema.safeParse(input);
  if (!result.success) {
    const sentences = result.error.issues
      .flatMap((issue) => problemsOf(issue, input))
      .map(({ path, must }) => `${file}:${lineAt(path)}: ${told(path)} ${must}${settingMeant(path)}`);
    throw new UserError(sentences.map(printableLine).join('\n'));
  }
  const { graceDays: grace, ...decisions } = result.data;
  const placed = Object.entries(decisions).map(([cause, { accepts = [], allows = [], ...terms }]) => {
    const entry = (list: string, index: number) => ({
      ...terms,
      ...(grace === undefined ? {} : { graceDays: grace }),
      cause,
      at: { file, line: lineAt([cause, list, index]) },
      causeAt: { file, line: lineAt([cause]) },
    });
    return {
      acknowledgements: accepts.map(({ forEach, actions, unless, ifThere, ...rest }, index) => ({
        ...rest,
        ...(forEach === undefined ? {} : { forEach }),
        ...(actions === undefined ? {} : { actions }),
        ...(unless === undefined ? {} : { unless }),
        ...(ifThere === undefined ? {} : { ifThere }),
        ...entry('accepts', index),
      })),
      allowances: allows.map(({ values = [], ...rest }, index) => ({ ...rest, values, ...entry('allows', index) })),
    };
  });
  return {
    acknowledgements: placed.flatMap(({ acknowledgements }) => acknowledgements),
    allowances: placed.flatMap(({ allowances }) => allowances),
  };
};

const told = (path: readonly PropertyKey[]): string => path.map(String).join('.') || 'the register';

/** What stands at the top and is no cause is a setting by another name. */
const settingMeant = ([name, ...below]: readonly PropertyKey[]): string => {
  const meant =
    name === undefined || name === 'graceDays' || below.length > 0
      ? undefined
      : didYouMean(String(name), ['graceDays']);
  return meant === undefined ? '' : `: ${meant}`;
};

const textOf = (file: string): string => {
  const about = statSync(file, { throwIfNoEntry: false });
  if (!about?.isFile()) {
    throw new UserError(`there is no file ${file} with acknowledgements: name one with --register, or restore it`);
  }
  if (about.size > LARGEST) {
    throw new UserError(`${file} has ${about.size} bytes, more than ${LARGEST}: this is no register`);
  }
  return readFileSync(file, 'utf8');
};

const parsed = (yaml: string, lineCounter: LineCounter, file: string): Document => {
  const document = parseDocument(yaml, { lineCounter, prettyErrors: false });
  const [error] = document.errors;
  if (error) {
    const { line } = lineCounter.linePos(error.pos[0]);
    throw new UserError(printableLine(`${file}:${line}: is not YAML (${error.message})`));
  }
  visit(document, {
    Alias: (_, { range, source }) => {
      const { line } = lineCounter.linePos(range?.[0] ?? 0);
      throw new UserError(
        `${file}:${line}: *${printableLine(source)} is an alias: a register says everything where it is read`,
      );
    },
  });
  return document;
};

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly must: string;
}

const problemsOf = (issue: core.$ZodIssue, input: unknown): readonly Problem[] => {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: [...path, key], must: nothingSaid(key, path) }));
    case 'invalid_type':
      return [{ path, must: `must be ${NAMES[issue.expected] ?? issue.expected}, ${got(path, input)}` }];
    case 'too_small':
      return [{ path, must: path.at(-1) === 'accepts' ? 'must name at least one finding' : 'must name at least one' }];
    default:
      return [{ path, must: issue.message }];
  }
};

const nothingSaid = (key: string, [, list]: readonly PropertyKey[]): string => {
  const known = list === 'accepts' ? accepted.shape : list === 'allows' ? allowed.shape : decision.shape;
  return `is nothing a register says: ${didYouMean(key, Object.keys(known)) ?? 'remove it'}`;
};

const got = (path: readonly PropertyKey[], input: unknown): string => {
  const value = path.reduce<unknown>(
    (at, key) => (Array.isArray(at) ? at[Number(key)] : objectAt(at)[String(key)]),
    input,
  );
  return value === undefined ? 'it is missing' : `got ${JSON.stringify(value)}`;
};

const NAMES: Readonly<Record<string, string>> = { string: 'a text', array: 'a list', object: 'a map', record: 'a map' };

/** Line of what a path leads to: of the key in a map, of the item in a list; of the nearest thing around where there is none. */
const lineOf = ({ contents }: Document, lines: LineCounter, path: readonly PropertyKey[]): number => {
  let node: unknown = contents;
  let at: unknown = contents;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
      [at, node] = [pair?.key ?? at, pair?.value];
    } else if (isSeq(node)) {
      node = node.items[Number(step)];
      at = node ?? at;
    }
  }
  return isNode(at) && at.range ? lines.linePos(at.range[0]).line : 1;
};
