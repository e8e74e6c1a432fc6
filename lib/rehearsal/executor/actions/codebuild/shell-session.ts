import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { containerLine, markedLineReader } from './lines';
import type { ProcessGroups, RunningProgram } from './process-group';
import { quote, sessionScript } from './session-script';

/** Where and how a build's commands run. */
export interface SessionOptions {
  readonly groups: ProcessGroups;
  /** The program, and its options. */
  readonly shell: readonly [string, ...string[]];
  /** Private; holds what one shell hands to the next. */
  readonly stateDirectory: string;
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly exportedVariables: readonly string[];
  /** Hides what must not be shown. */
  readonly mask: (line: string) => string;
  readonly log: (line: string) => void;
  /** With which status the first command ends instead of running; 137 kills the shell. @default none does */
  readonly crash?: number;
}

/** The first command of several that failed, with its own last lines. */
export interface CommandFailure {
  readonly command: string;
  readonly status: number;
  readonly output: readonly string[];
}

/** A shell that waits for commands. */
interface Shell {
  readonly program: RunningProgram;
  /** Told the exit status of the command that runs. */
  onStatus: (status: number) => void;
}

const KEPT_LINES = 200;
/** The status of a shell that was killed. */
const KILLED = 137;
/** The mark of a shell that ends. */
const END = 'end';

/**
 * A build's shell: all commands of all phases run in one, and find each other's variables, functions, options and directory.
 * A command that ends it, with `exit` or otherwise, ends only itself; the next one runs in a new shell with what was kept.
 *
 * @see https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec-ref-versions (one shell for all)
 * @see https://zenn.dev/faycute/articles/cde8ddcbced9a2 (after `exit 0` the commands that follow run)
 */
export class ShellSession {
  private shell: Shell | undefined;
  private output: string[] = [];
  private crash: number | undefined;

  private readonly commandFile: string;

  constructor(private readonly options: SessionOptions) {
    this.crash = options.crash;
    this.commandFile = join(options.stateDirectory, 'command.sh');
  }

  /** Runs commands until one fails. */
  async run(commands: readonly string[], succeeding: boolean): Promise<CommandFailure | undefined> {
    const { log } = this.options;
    for (const command of commands) {
      for (const line of `Running command ${command}`.split('\n')) log(containerLine(`${line}`));
      const status = await this.execute(this.crashing() ?? command, succeeding);
      if (status !== 0) return { command, status, output: this.output };
    }
    return undefined;
  }

  /** Replaces variables and `$(commands)` in a text, as the shell does. */
  async expand(text: string): Promise<string> {
    const file = join(this.options.stateDirectory, 'expanded');
    await this.execute(`cat >| ${quote(file)} <<END_OF_TEXT\n${text}\nEND_OF_TEXT`, true);
    return (await readFile(file, 'utf8')).trim();
  }

  /** The values that the exported variables have now, empty where they were never set. */
  async exportedVariables(): Promise<Readonly<Record<string, string>>> {
    const { exportedVariables, stateDirectory } = this.options;
    const file = (name: string) => join(stateDirectory, `exported-${name}`);
    const print = exportedVariables.map((name) => `printf '%s' "\${${name}-}" >| ${quote(file(name))}`);
    if (print.length > 0) await this.execute(print.join('\n'), true);
    const values = exportedVariables.map(async (name) => [name, await readFile(file(name), 'utf8')]);
    return Object.fromEntries(await Promise.all(values));
  }

  /** Ends the shell, which runs what commands have left for its end with `trap`. */
  async close(): Promise<void> {
    const { shell } = this;
    this.shell = undefined;
    shell?.program.finish();
    await shell?.program.ended;
  }

  /** What runs in the place of the command that crashes. */
  private crashing(): string | undefined {
    const { crash } = this;
    this.crash = undefined;
    if (crash === undefined) return undefined;
    return crash === KILLED ? 'kill -KILL $$' : `exit ${crash}`;
  }

  /** Answers the exit status of one command. */
  private async execute(command: string, succeeding: boolean): Promise<number> {
    const { stateDirectory } = this.options;
    await mkdir(stateDirectory, { recursive: true });
    await writeFile(this.commandFile, `${command}\n`);
    this.shell ??= await this.start();
    const { shell } = this;
    this.output = [];
    const ended = shell.program.ended.then((status) => {
      if (this.shell === shell) this.shell = undefined;
      return status;
    });
    const done = new Promise<number>((resolve) => {
      shell.onStatus = resolve;
    });
    shell.program.send(`${succeeding ? 1 : 0}\n`);
    return Promise.race([done, ended]);
  }

  private async start(): Promise<Shell> {
    const { groups, shell, stateDirectory, workingDirectory, environment } = this.options;
    const prefix = `${randomUUID()} `;
    const script = join(stateDirectory, 'session.sh');
    await writeFile(script, sessionScript({ stateDirectory, commandFile: this.commandFile, prefix, end: END }));
    let ended = false;
    const lines = markedLineReader(
      prefix,
      (line) => this.show(line),
      (mark) => {
        ended = mark === END;
        if (!ended) started.onStatus(Number(mark));
      },
    );
    const program = groups.start({
      argv: [...shell, script],
      cwd: workingDirectory,
      env: environment,
      onOutput: lines.write,
      isComplete: () => ended,
    });
    const exited = program.ended.then((status) => {
      lines.end();
      return status;
    });
    const started: Shell = { program: { ...program, ended: exited }, onStatus: () => {} };
    return started;
  }

  private show(line: string): void {
    const { log, mask } = this.options;
    const shown = mask(line);
    this.output.push(shown);
    if (this.output.length > KEPT_LINES) this.output.shift();
    log(shown);
  }
}
