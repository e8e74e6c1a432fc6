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

/**
 * Types of the Python below `directory`, by the rules of its `pyrightconfig.json`. Imports are resolved as the emulator's
 * own Python resolves them: without moto nothing could be said of what is built on it.
 *
 * @throws {UserError} when there is no Python with moto, naming what is missing and what to do
 */
export const checkPythonTypes = async (directory: string): Promise<Findings> => {
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

/** Faults of style and of sense in the Python below `directory`, by the rules of its `ruff.json`. No file at all is one. */
export const lintPython = (directory: string): Findings => {
  const workspace = new Workspace(
    JSON.parse(readFileSync(join(directory, 'ruff.json'), 'utf8')),
    PositionEncoding.Utf32,
  );
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.py'));
  if (files.length === 0) return { clean: false, lines: [`no Python below ${directory}: nothing was linted`] };
  const faults = files.sort().flatMap((file) => {
    const found: readonly Diagnostic[] = workspace.check(readFileSync(join(directory, file), 'utf8'));
    return found.map(({ code, message, start_location: { row, column } }) =>
      [join(directory, file), row, `${column} ${code ?? 'syntax'} ${message}`].join(':'),
    );
  });
  const ok = `${files.length} files of Python, no fault`;
  return faults.length === 0 ? { clean: true, lines: [ok] } : { clean: false, lines: faults };
};
