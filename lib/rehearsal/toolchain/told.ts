import { UserError } from '../../ground/user-error';

/** What an app is told where it is synthesized to be deployed, as by whoever first deploys it. Builds are told what the pipeline says. */
export interface Told {
  /** `KEY=VALUE` each, as the CDK's own `--context` takes them. */
  readonly context: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

/** @throws {UserError} when one has not the form that is wanted, or is a rehearsal's own */
export const toldBy = (context: readonly string[], variables: readonly string[]): Told => {
  for (const text of context) {
    if (!/^[^=]+=/.test(text)) throw new UserError(`--context must be a key and a value, KEY=VALUE, got "${text}"`);
  }
  return { context, variables: Object.fromEntries(variables.map(variable)) };
};

const variable = (text: string): readonly [string, string] => {
  const [, name, value] = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new UserError(`--env must be the name of a variable and its value, NAME=VALUE, got "${text}"`);
  }
  if (!isOwnVariable(name)) return [name, value];
  throw new UserError(
    `--env ${name}: a rehearsal sets this variable itself, for its own accounts and tools: leave it out`,
  );
};

/** Whether a rehearsal sets a variable itself. */
export const isOwnVariable = (name: string): boolean => OWN.test(name);

const OWN = /^(?:PATH|HOME|(?:AWS|DELIVERY|CDK_DEFAULT|npm_config)_\w*)$/;
