/** Accounts of the configuration of tests. */
export const TOOLS = '111111111111';
export const DEV = '222222222222';
export const STAGING = '333333333333';
export const PROD = '444444444444';
export const REGION = 'us-east-1';

/** What a command printed, and its exit code. */
export interface Followed {
  readonly code: number;
  readonly output: string;
}

/** What a world is made of; whoever runs an emulator hands it in. */
export interface Ground {
  /** Runs a script as an administrator of an account, in the repository. */
  run(account: string, script: string): Promise<Followed>;
  /** Deploys the data stack of an environment as it is, with what validates it. */
  deploy(environment: 'dev' | 'prod'): Promise<void>;
  /** Directory of the repository. */
  readonly repository: string;
}

/** Accounts of an emulator, and this repository as an engineer has it who follows the runbook. */
export class World {
  private synthesized = false;
  private readonly deployed = new Set<string>();

  constructor(private readonly ground: Ground) {}

  get repository(): string {
    return this.ground.repository;
  }

  run(account: string, script: string): Promise<Followed> {
    return this.ground.run(account, script);
  }

  /** Sees to it that an environment is deployed. */
  async live(environment: 'dev' | 'prod'): Promise<void> {
    if (!this.deployed.has(environment)) await this.ground.deploy(environment);
    this.deployed.add(environment);
  }

  /** Deploys an environment as a release does, again. @throws {Error} when it cannot be */
  release(environment: 'dev' | 'prod'): Promise<void> {
    return this.ground.deploy(environment);
  }

  /** Sees to it that the repository is synthesized. @throws {Error} when it cannot be */
  async synthesis(): Promise<void> {
    if (this.synthesized) return;
    await this.succeed(TOOLS, 'npm run --silent synth');
    this.synthesized = true;
  }

  /** What a script prints. @throws {Error} when it fails */
  async succeed(account: string, script: string): Promise<string> {
    const { code, output } = await this.run(account, script);
    if (code !== 0) throw new Error(`${script} ends with ${code}:\n${output}`);
    return output.trim();
  }

  /** What a command of `aws` prints. @throws {Error} when it fails */
  aws(account: string, ...argv: readonly string[]): Promise<string> {
    return this.succeed(account, awsOf(argv));
  }

  /** The same, however it ends. */
  tryAws(account: string, ...argv: readonly string[]): Promise<Followed> {
    return this.run(account, awsOf(argv));
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

const awsOf = (argv: readonly string[]): string =>
  `aws ${argv.map((each) => `'${each.replaceAll("'", `'\\''`)}'`).join(' ')}`;
