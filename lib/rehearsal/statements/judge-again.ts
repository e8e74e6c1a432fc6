import { join } from 'node:path';
import { z } from 'zod';
import { jsonIn } from '../../ground/json';
import { UserError } from '../../ground/user-error';
import { emulatorVariables } from '../emulator/emulator-variables';
import type { Environment } from '../emulator/python';
import { readyPython } from '../emulator/virtual-environment';
import { run } from '../process/run';

const need = z.object({
  /** False where AWS is not documented to ask for it: the table of service calls says how sure it is. */
  sure: z.boolean(),
  because: z.string(),
  identity: z.string(),
  session: z.string(),
  /** The session with which its chain of roles began; empty for a service. */
  origin: z.string(),
  /** As botocore calls it, or the path in the table of service calls. */
  operation: z.string(),
  action: z.string(),
  resource: z.string(),
  first: z.string(),
});

const statement = z.object({
  kind: z.enum(['identity', 'trust', 'resource']),
  /** ARNs of the roles, users or resources whose policy it is in. */
  of: z.array(z.string()),
  /** Name of an inline policy, else an ARN. */
  policy: z.string(),
  /** Its Sid, else its number. */
  statement: z.union([z.string(), z.number()]),
  /** From 1. */
  number: z.int().positive(),
  effect: z.string(),
  /** What would be refused without the whole statement, the earliest first. */
  neededBy: z.array(need),
  /** The same for each of its actions. */
  actions: z.array(z.object({ action: z.string(), neededBy: z.array(need) })),
});

/** A statement that was taken out, and what was refused then. */
export type JudgedStatement = Readonly<z.infer<typeof statement>>;
export type Need = Readonly<z.infer<typeof need>>;

const MODULE = 'delivery_emulator.authorization.statements';

/**
 * Judges the requests of a rehearsal again, without each statement in turn, by the emulator's own evaluator.
 *
 * @param requests content of `requests.json`
 * @throws {UserError} when the requests cannot be read
 */
export const judgeAgain = async (
  requests: string,
  env: Environment,
  root: string,
): Promise<readonly JudgedStatement[]> => {
  const directory = join(root, 'emulator');
  const { executable } = await readyPython(env, (line) => process.stderr.write(`${line}\n`));
  const argv = [executable, '-m', MODULE] as const;
  const ended = await run({ argv, cwd: directory, env: emulatorVariables(env, directory), input: requests });
  if (ended.exitCode !== 0) {
    throw new UserError(`the requests cannot be judged again: ${ended.output.trim().split('\n').at(-1)}`);
  }
  return z.array(statement).parse(jsonIn(ended.stdout, `what ${MODULE} says`));
};
