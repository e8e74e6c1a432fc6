import { parseArgs } from 'node:util';
import { messageOf } from '../../lib/ground/message-of';
import { printableLine } from '../../lib/ground/printable';
import { UserError } from '../../lib/ground/user-error';

/** An option of a program that the pipeline runs: its form, in words too, and how often it is given. */
export interface Form {
  readonly pattern: RegExp;
  readonly means: string;
  /** @default needed, once */
  readonly given?: 'optional' | 'many';
}

/** Options that several programs take. */
export const FORM = {
  environment: { pattern: /^[a-z][a-z0-9-]*$/, means: 'a lower-case name such as dev' },
  account: { pattern: /^\d{12}$/, means: '12 digits' },
  region: { pattern: /^[a-z]{2}(-[a-z]+)+-\d+$/, means: 'a region such as us-east-1' },
  roleArn: { pattern: /^arn:[^:]+:iam::\d{12}:role\/.+$/, means: 'the ARN of a role' },
  directory: { pattern: /./, means: 'a directory' },
  name: { pattern: /./, means: 'a name' },
  answer: { pattern: /^[01]$/, means: '0 or 1' },
} as const satisfies Readonly<Record<string, Form>>;

type Forms = Readonly<Record<string, Form | 'flag'>>;

/** What a command line gave, by option. */
type Given<F extends Forms> = {
  readonly [Name in keyof F]: F[Name] extends 'flag'
    ? boolean
    : F[Name] extends { readonly given: 'many' }
      ? readonly string[]
      : F[Name] extends { readonly given: 'optional' }
        ? string | undefined
        : string;
};

/** Where a program writes. */
export interface Streams {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/** The same option, which may be left out. */
export const optional = (form: Form) => ({ ...form, given: 'optional' }) as const;

/** The same option, which may be given any number of times. */
export const many = (form: Form) => ({ ...form, given: 'many' }) as const;

/**
 * Reads a command line.
 *
 * @throws {UserError} when an option is missing, unknown or has another form
 */
export const readOptions = <F extends Forms>(argv: readonly string[], forms: F): Given<F> => {
  const options = Object.entries(forms).map(([name, form]) => [
    name,
    form === 'flag' ? { type: 'boolean', default: false } : { type: 'string', multiple: form.given === 'many' },
  ]);
  const { values } = parsed(argv, Object.fromEntries(options));
  const read = ([name, form]: readonly [string, Form | 'flag']): readonly [string, unknown] => {
    const value = values[name];
    if (form === 'flag') return [name, value];
    if (form.given === 'many')
      return [name, ((value as string[] | undefined) ?? []).map((each) => formed(name, form, each))];
    return [name, value === undefined && form.given === 'optional' ? value : formed(name, form, value)];
  };
  return Object.fromEntries(Object.entries(forms).map(read)) as Given<F>;
};

const parsed = (argv: readonly string[], options: NonNullable<Parameters<typeof parseArgs>[0]>['options']) => {
  try {
    return parseArgs({ args: [...argv], options: options ?? {} });
  } catch (error) {
    throw new UserError(messageOf(error), { cause: error });
  }
};

const formed = (name: string, { pattern, means }: Form, value: unknown): string => {
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw new UserError(`--${name} must be ${means}, got ${value === undefined ? 'nothing' : `"${value}"`}`);
};

/** A program: `read` understands the command line and knows nothing else, what it answers does the work. */
export interface PipelineProgram {
  readonly name: string;
  readonly usage: string;
  /** Answers the work, which answers the exit code. */
  readonly read: (argv: readonly string[]) => () => Promise<number>;
}

/**
 * Runs a program.
 *
 * @returns the exit code: what the work answers, 1 where it failed, 2 where the request was wrong
 */
export const runProgram = async (
  { name, usage, read }: PipelineProgram,
  argv: readonly string[],
  to: Streams,
): Promise<number> => {
  if (argv.includes('--help') || argv.includes('-h')) {
    to.stdout(usage);
    return 0;
  }
  let work: () => Promise<number>;
  try {
    work = read(argv);
  } catch (error) {
    to.stderr(`${name}: ${printableLine(messageOf(error))}\n${usage}`);
    return 2;
  }
  try {
    return await work();
  } catch (error) {
    to.stderr(`${name}: ${printableLine(messageOf(error))}\n`);
    return exitCodeOf(error);
  }
};

/** Errors that know one have it. */
const exitCodeOf = (error: unknown): number => {
  const { exitCode } = (error ?? {}) as { readonly exitCode?: unknown };
  return typeof exitCode === 'number' ? exitCode : 1;
};
