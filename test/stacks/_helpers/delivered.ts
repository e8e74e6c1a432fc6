import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DeliveryConfigInput } from '../../../lib/config';
import type { Outcome } from '../../../lib/rehearsal/process/run';
import { type CdkContext, cdkBootstrap } from '../../../lib/rehearsal/toolchain/cdk';
import { changed, withRecipes } from '../../_helpers/changed-sources';
import {
  CDK,
  command,
  type Finished,
  ROOT,
  type Running,
  runEmulator,
} from '../../rehearsal/emulator/running-emulator';
import type * as Assembly from './assembly';
import { assemble } from './assembly';

export const TOOLS = '111111111111';
export const REGION = 'us-east-1';

/** Accounts of an emulator into which the real `cdk` deploys what is synthesized. */
export class Delivered {
  private assemblies = 0;

  private constructor(readonly running: Running) {}

  /** An emulator with bootstrapped accounts. */
  static async start(accounts: readonly string[]): Promise<Delivered> {
    const running = await runEmulator();
    const { directory, emulator } = running;
    const context: CdkContext = {
      cwd: directory,
      nodeModules: [join(ROOT, 'node_modules')],
      env: { ...environmentOf(process.env), ...emulator.environment(TOOLS, REGION), HOME: directory, CI: 'true' },
      signal: new AbortController().signal,
      onLine: () => undefined,
    };
    const targets = [TOOLS, ...accounts].map((account) => ({ account, region: REGION }));
    const bootstrapped: Outcome = await cdkBootstrap(
      context,
      emulator.secret,
      { account: TOOLS, region: REGION },
      'hnb659fds',
      targets,
    );
    if (bootstrapped.exitCode !== 0) throw new Error(`cdk bootstrap failed: ${bootstrapped.output}`);
    return new Delivered(running);
  }

  /** Synthesizes environments into a directory of their own. */
  assemble(config: DeliveryConfigInput, environments: readonly string[]): string {
    this.assemblies += 1;
    const outdir = join(this.running.directory, `assembly-${this.assemblies}`);
    mkdirSync(outdir);
    assemble(outdir, config, environments);
    return outdir;
  }

  /** The same with what a developer may add, as the recipes of CONTRIBUTING.md say. */
  async assembleWithRecipes(config: DeliveryConfigInput, environments: readonly string[]): Promise<string> {
    this.assemblies += 1;
    const outdir = join(this.running.directory, `assembly-${this.assemblies}`);
    mkdirSync(outdir);
    const added = await changed<typeof Assembly>('test/stacks/_helpers/assembly.ts', withRecipes());
    added.assemble(outdir, config, environments);
    return outdir;
  }

  /** `cdk deploy` as the tools account, with the roles of the bootstrap. */
  deploy(assembly: string, ...stacks: readonly string[]): Promise<Finished> {
    return this.cdk('deploy', '--app', assembly, '--require-approval', 'never', '--concurrency', '2', ...stacks);
  }

  /** `cdk destroy` as the tools account. */
  destroy(assembly: string, ...stacks: readonly string[]): Promise<Finished> {
    return this.cdk('destroy', '--app', assembly, '--force', ...stacks);
  }

  /** Settings of an SDK client that is the root user of an account. */
  as(account: string) {
    const { endpoint, secret } = this.running.emulator;
    return { endpoint, region: REGION, credentials: { accessKeyId: account, secretAccessKey: secret } };
  }

  private cdk(...argv: readonly string[]): Promise<Finished> {
    return command(this.running, TOOLS, CDK, '--no-notices', ...argv);
  }
}

/** Variables that have a value. */
const environmentOf = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** Asks until there is an answer: what never comes ends with its test. */
export const until = async <T>(ask: () => Promise<T | undefined>): Promise<T> => {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
};
