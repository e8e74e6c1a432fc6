import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emulatorVariables } from '../../lib/rehearsal/emulator/emulator-variables';
import { readyPython } from '../../lib/rehearsal/emulator/virtual-environment';
import { checkPythonTypes, lintPython } from './python';
import { failure, type Tally, tallyOfCommand, tallyOfJest, tallyOfUnittest } from './tally';

/** Takes what a suite says that runs beside another; without one it says so on our own output, as it comes. */
type Print = (text: string) => void;

/** Something that is run and counted. */
export interface Suite {
  readonly name: string;
  run(aside?: Print): Promise<Tally>;
}

const bin = (name: string): string => join('node_modules', '.bin', name);

/** A command that counts as one test. */
export const command = (name: string, argv: readonly string[]): Suite => ({
  name,
  run: async (aside) => tallyOfCommand((await show(argv, { aside })).exitCode),
});

/** As `npm run unit` starts it; its workers inherit the flags (docs/decisions/unit-tests-share-modules.md). */
const FLAGS = ['--no-concurrent-marking', '--max-semi-space-size=64'];
const JEST = [process.execPath, ...FLAGS, join('node_modules', 'jest', 'bin', 'jest.js')];

/** One of jest's projects. @param workers test files at a time */
export const jest = (project: string, workers: number): Suite => ({
  name: `${project} tests`,
  run: async (aside) => {
    const directory = await mkdtemp(join(tmpdir(), 'jest-report-'));
    try {
      const outputFile = join(directory, 'report.json');
      const { exitCode } = await show(
        [...JEST, '--selectProjects', project, `--maxWorkers=${workers}`, '--json', '--outputFile', outputFile],
        { aside },
      );
      const report = await readFile(outputFile, 'utf8').catch(() => undefined);
      if (report === undefined) return failure(`jest wrote no report and ended with exit code ${exitCode}`);
      return tallyOfJest(JSON.parse(report));
    } finally {
      await rm(directory, { recursive: true });
    }
  },
});

/** The emulator's own tests, in a Python and with variables as the emulator has them. */
export const emulator = (directory: string): Suite => ({
  name: 'emulator tests',
  run: async (aside) => {
    const { executable } = await readyPython(process.env, (line) => process.stderr.write(`${line}\n`));
    const { output, exitCode } = await show([executable, '-m', 'unittest', 'discover', '--start-directory', 'tests'], {
      cwd: directory,
      env: emulatorVariables(process.env, directory),
      aside,
      keep: true,
    });
    return tallyOfUnittest(output, exitCode);
  },
});

/** The types and the style of all Python; each counts as one test. */
export const python = (directory: string): readonly Suite[] => {
  const suite = (name: string, check: (directory: string) => ReturnType<typeof checkPythonTypes>): Suite => ({
    name,
    run: async (aside = (text) => process.stdout.write(text)) => {
      const { clean, lines } = await check(directory);
      aside(`${lines.join('\n')}\n`);
      return tallyOfCommand(clean ? 0 : 1);
    },
  });
  return [
    suite('type-check of the Python', checkPythonTypes),
    suite('lint of the Python', async (path) => lintPython(path)),
  ];
};

/** Runs a command with its output on ours as it comes, or all of it `aside`; `keep` also returns what went to stderr. */
const show = (
  [file = '', ...args]: readonly string[],
  {
    cwd = '.',
    env = process.env,
    keep = false,
    aside,
  }: {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly keep?: boolean;
    readonly aside?: Print | undefined;
  } = {},
): Promise<{ readonly output: string; readonly exitCode: number | null }> =>
  new Promise((done, fail) => {
    const pipe = aside ? 'pipe' : 'inherit';
    const child = spawn(file, args, { cwd, env, stdio: ['ignore', pipe, keep ? 'pipe' : pipe] });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => aside?.(chunk));
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      if (aside) aside(chunk);
      else process.stderr.write(chunk);
    });
    child.on('error', fail).on('close', (exitCode) => done({ output, exitCode }));
  });

export const typeCheck = command('type-check', [bin('tsc')]);
export const lint = command('lint', [bin('biome'), 'check', '.']);
