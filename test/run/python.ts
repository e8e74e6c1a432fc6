import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Diagnostic, PositionEncoding, Workspace } from '@astral-sh/ruff-wasm-nodejs';
import { emulatorVariables } from '../../lib/rehearsal/emulator/emulator-variables';
import { readyPython } from '../../lib/rehearsal/emulator/virtual-environment';

const execute = promisify(execFile);

/** What a checker says of a directory: whether it is content, and the lines in which it says so. */
interface Findings {
  readonly clean: boolean;
  readonly lines: readonly string[];
}

/** Folders with Python; the emulator's has the rules for all. */
const FOLDERS = ['emulator', 'test'];

/**
 * Types of the Python of the repository at `root`, by the rules of `emulator/pyrightconfig.json`. Imports are resolved as the emulator's
 * own Python resolves them: without moto nothing could be said of what is built on it.
 *
 * @throws {UserError} when there is no Python with moto, naming what is missing and what to do
 */
export const checkPythonTypes = async (root: string): Promise<Findings> => {
  const directory = join(root, 'emulator');
  const { executable } = await readyPython(process.env, (line) => process.stderr.write(`${line}\n`));
  const env = emulatorVariables(process.env, directory);
  const { stdout: path } = await execute(executable, ['-c', 'import sys; print(sys.executable)'], { env });
  const argv = [resolve('node_modules/pyright/index.js'), '--project', directory, '--pythonpath', path.trim()];
  return new Promise((done) =>
    execFile(process.execPath, argv, { env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      done({ clean: error === null, lines: `${stdout}${stderr}`.trim().split('\n') }),
    ),
  );
};

/** Faults of style and of sense in the Python of the repository at `root`, by `emulator/ruff.json`. A folder without any is one. */
export const lintPython = (root: string): Findings => {
  const workspace = new Workspace(
    JSON.parse(readFileSync(join(root, 'emulator', 'ruff.json'), 'utf8')),
    PositionEncoding.Utf32,
  );
  const files = FOLDERS.map((folder) => pythonIn(join(root, folder)));
  const empty = FOLDERS.filter((_, i) => files[i]?.length === 0).map((folder) => join(root, folder));
  if (empty.length > 0) return { clean: false, lines: empty.map((folder) => `no Python below ${folder}`) };
  const faults = files.flat().flatMap((file) => {
    const found: readonly Diagnostic[] = workspace.check(readFileSync(file, 'utf8'));
    return found.map(({ code, message, start_location: { row, column } }) =>
      [file, row, `${column} ${code ?? 'syntax'} ${message}`].join(':'),
    );
  });
  const ok = `${files.flat().length} files of Python, no fault`;
  return faults.length === 0 ? { clean: true, lines: [ok] } : { clean: false, lines: faults };
};

const pythonIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.py'))
    .toSorted()
    .map((file) => join(folder, file));
