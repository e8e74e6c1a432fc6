import { readFileSync } from 'node:fs';
import { meantOneOf } from '../ground/near-misses';
import { sha256 } from '../ground/sha256';
import { UserError } from '../ground/user-error';
import { type AssemblyStack, assemblyStacks } from '../rehearsal/assembly/read-assembly';
import { credentialsOf } from '../rehearsal/emulator/endpoint';
import type { Session } from '../rehearsal/session/session';
import { type CdkContext, cdkDeploy } from '../rehearsal/toolchain/cdk';

/** An environment of an assembly, by the name of its CDK stages. */
export interface StagedEnvironment {
  readonly name: string;
  readonly stacks: readonly AssemblyStack[];
}

/**
 * The stacks of an environment: of every stage that is called so, or so with more behind a hyphen; of the first stage where
 * none is asked for.
 *
 * @throws {UserError} when there is no such environment
 */
export const environmentIn = (assembly: string, wanted: string | undefined): StagedEnvironment => {
  const staged = assemblyStacks(assembly).filter(({ topLevel }) => !topLevel);
  const names = [...new Set(staged.map(stageOf))];
  const name = wanted ?? names[0];
  if (name === undefined) throw new UserError('the app has no stages: there is no environment to deploy a preview to');
  const stacks = staged.filter((stack) => stageOf(stack) === name || stageOf(stack).startsWith(`${name}-`));
  if (stacks.length > 0) return { name, stacks };
  throw new UserError(`--environment "${name}": no stage of the app is called so${meantOneOf(name, names)}`);
};

/** The stage that a stack is in: `Delivery/dev/Data` is in `dev`. */
const stageOf = ({ id }: AssemblyStack): string => id.split('/').at(-2) ?? id;

/** Deploys what has changed of an environment into a kept emulator, by hand: it is no release and leaves no record. */
export class Preview {
  /** Stack → hash of the template that is there. */
  private readonly deployed = new Map<string, string>();
  private endpoint: string | undefined;

  /**
   * `cdk deploy` with the credentials of the tools account, which as in the pipeline become the deploy role of the target.
   *
   * @returns what was deployed; nothing where nothing has changed
   * @throws {UserError} when CloudFormation or the CDK refuses
   */
  async deploy(
    { endpoint: url, secret, tools }: Session,
    { stacks }: StagedEnvironment,
    context: CdkContext,
    assembly: string,
  ): Promise<readonly AssemblyStack[]> {
    if (this.endpoint !== url) this.deployed.clear();
    this.endpoint = url;
    const changed = stacks.filter((stack) => this.deployed.get(stack.id) !== hashOf(stack));
    if (changed.length === 0) return [];
    const ids = changed.map(({ id }) => id);
    for (const id of ids) this.deployed.delete(id);
    const env = { ...context.env, ...credentialsOf({ url, secret }, tools.account, tools.region) };
    const { exitCode, output } = await cdkDeploy({ ...context, env }, assembly, ...ids);
    if (exitCode !== 0)
      throw new UserError(`cdk deploy ${ids.join(' ')} failed:\n${output.trimEnd()}`, { exitCode: 1 });
    for (const stack of changed) this.deployed.set(stack.id, hashOf(stack));
    return changed;
  }
}

const hashOf = ({ templateFile }: AssemblyStack): string => sha256(readFileSync(templateFile));
