import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EnvironmentPolicies, executionPolicies } from '../../lib/execution-policy/execution-policies';
import { LONGEST_POLICY } from '../../lib/execution-policy/managed-policies';
import type { ExecutionStatement } from '../../lib/execution-policy/statements';
import { type PlacedStack, readTemplate } from '../../lib/execution-policy/template';
import { counted } from '../../lib/ground/counted';
import { jsonIn } from '../../lib/ground/json';
import { UserError } from '../../lib/ground/user-error';
import { type AssemblyStack, assemblyStacks } from '../../lib/rehearsal/assembly/read-assembly';
import { printJson, printLines } from './printing';
import type { Shell } from './shell';

/** What the execution policy is made from, and where it goes. */
export interface ExecutionPolicyOptions {
  /** Directory of a cloud assembly. */
  readonly assembly: string;
  /** Directory for the documents, as `aws iam create-policy --policy-document` takes them. */
  readonly output?: string;
  /** What the names of the policies begin with. */
  readonly name?: string;
  readonly json?: boolean;
}

/** `bin/delivery permissions --execution-policy`: what the CloudFormation execution role of each account and region needs. */
export const executionPolicy = (
  { assembly, output, name, json = false }: ExecutionPolicyOptions,
  shell: Shell,
): number => {
  if (name !== undefined && !/^[\w+=,.@-]{1,100}$/.test(name))
    throw new UserError(`--name ${name}: names of policies have up to 100 letters, digits and +=,.@_-`);
  const environments = policiesIn(assembly, name);
  if (output !== undefined) for (const environment of environments) write(environment, output);
  if (json) printJson(shell, { schema: 1, environments });
  else printLines(shell, environments.flatMap(lines));
  return 0;
};

/**
 * The execution policies of an assembly directory.
 *
 * @param name what their names begin with
 * @throws {UserError} when the directory is none, or has no stack
 */
export const policiesIn = (assembly: string, name?: string): readonly EnvironmentPolicies[] => {
  if (!existsSync(join(assembly, 'manifest.json')))
    throw new UserError(
      `${assembly} is no cloud assembly, it has no manifest.json: synthesize the app, or name one with --assembly`,
    );
  const environments = executionPolicies(assemblyStacks(assembly).map(placed), name);
  if (environments.length === 0) throw new UserError(`${assembly} has no stack: there is nothing to execute`);
  return environments;
};

/** A stack with its template. @throws {UserError} when it says no account and region */
export const placed = ({ id, stackName, environment, templateFile }: AssemblyStack): PlacedStack => {
  const { account, region } = environment;
  if (account === undefined || region === undefined)
    throw new UserError(
      `stack ${id} says no account and region: give it an env, a policy is for one account and region`,
    );
  const template = readTemplate(jsonIn(readFileSync(templateFile), templateFile), templateFile);
  return { stackName, account, region, template };
};

/** The documents of one environment, and beside them what no document can say: sources and reasons. */
const write = (environment: EnvironmentPolicies, output: string): void => {
  const directory = join(output, `${environment.account}-${environment.region}`);
  mkdirSync(directory, { recursive: true });
  for (const { name, document } of environment.policies)
    writeFileSync(join(directory, `${name}.json`), `${JSON.stringify(document, undefined, 2)}\n`);
  writeFileSync(
    join(directory, 'reasons.txt'),
    lines(environment)
      .map((line) => `${line}\n`)
      .join(''),
  );
};

const lines = ({ account, region, stacks, policies }: EnvironmentPolicies): readonly string[] => [
  `aws://${account}/${region}: ${counted(policies.length, 'managed policy', 'managed policies')} for ${stacks.join(', ')}`,
  ...policies.flatMap(({ name, characters, statements }) => [
    '',
    `${name}  ${characters} of ${LONGEST_POLICY} characters`,
    ...statements.flatMap(ofStatement),
  ]),
  '',
];

const ofStatement = ({ sid, actions, resources, condition = {}, standing, sources, because }: ExecutionStatement) => [
  `  ${sid}  ${standing}`,
  `    may      ${actions.join(', ')}`,
  ...resources.map((resource) => `    on       ${resource}`),
  ...Object.entries(condition).map(([key, value]) => `    where    ${key} is ${value}`),
  ...because.map((reason) => `    because  ${reason}`),
  ...sources.map((source) => `    source   ${source}`),
];
