import { execFile } from 'node:child_process';

/** Accounts of the configuration of tests. */
export const TOOLS = '111111111111';
export const DEV = '222222222222';
export const PROD = '444444444444';
export const REGION = 'us-east-1';

/** What a command printed, and its exit code. */
export interface Followed {
  readonly code: number;
  readonly output: string;
}

/** An emulator that runs. */
interface Emulated {
  readonly emulator: { environment(account: string, region: string): Readonly<Record<string, string>> };
  /** Of the test. */
  readonly directory: string;
}

/** Accounts of an emulator, and this repository as an engineer has it who follows the runbook. */
export class World {
  constructor(
    readonly running: Emulated,
    /** Directory of the repository. */
    readonly repository: string,
  ) {}

  /** Runs a script as an administrator of an account, in the repository. */
  run(account: string, script: string): Promise<Followed> {
    const { emulator, directory } = this.running;
    const { PATH } = process.env;
    const env = {
      PATH,
      ...emulator.environment(account, REGION),
      AWS_PAGER: '',
      HOME: directory,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      NO_COLOR: '1',
    };
    return new Promise((resolve) => {
      const child = execFile('bash', ['-c', script], { cwd: this.repository, env }, (_error, stdout, stderr) =>
        resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
      );
    });
  }

  /** What a command of `aws` prints. @throws {Error} when it fails */
  async aws(account: string, ...argv: readonly string[]): Promise<string> {
    const { code, output } = await this.tryAws(account, ...argv);
    if (code !== 0) throw new Error(`aws ${argv.join(' ')}\n${output}`);
    return output.trim();
  }

  /** The same, however it ends. */
  tryAws(account: string, ...argv: readonly string[]): Promise<Followed> {
    const quoted = argv.map((each) => `'${each.replaceAll("'", `'\\''`)}'`);
    return this.run(account, `aws ${quoted.join(' ')}`);
  }

  /** The status of a stack; `gone` where there is none. */
  async status(account: string, stack: string): Promise<string> {
    const asked = ['cloudformation', 'describe-stacks', '--stack-name', stack, '--query', 'Stacks[0].StackStatus'];
    const { code, output } = await this.tryAws(account, ...asked, '--output', 'text');
    if (code === 0) return output.trim();
    if (output.includes('does not exist')) return 'gone';
    throw new Error(output);
  }
}
