import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isNativeError } from 'node:util/types';
import { UserError } from '../../ground/user-error';

const execute = promisify(execFile);

/** Variables of a process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a Python interpreter says about itself. */
export interface Python {
  readonly executable: string;
  /** Where it lies itself: a shim on the PATH, pyenv's for one, takes a second at every start. */
  readonly path: string;
  readonly version: readonly [major: number, minor: number];
  /** Version of the installed moto, and what `moto[server]` needs and is not there. */
  readonly moto: string | null;
  readonly missing: readonly string[];
}

/** Oldest Python the emulator runs on. */
export const LEAST_PYTHON = [3, 10] as const;
/** The one moto it runs on: it replaces parts of moto's insides, which any other release may have moved. */
export const MOTO = '5.2.1';

const CANDIDATES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
/** A shim needs seconds where the machine is idle, and many times that where it is not. */
const PROBE_MILLISECONDS = 120_000;
const PROBE = `
import json, re, sys
from importlib import metadata
moto, missing = None, []
try:
    moto = metadata.version("moto")
    for line in metadata.requires("moto") or []:
        if "extra ==" not in line or 'extra == "server"' in line:
            name = re.match(r"[A-Za-z0-9_.-]+", line).group(0)
            try:
                metadata.version(name)
            except metadata.PackageNotFoundError:
                missing.append(name)
except metadata.PackageNotFoundError:
    pass
print(json.dumps({"path": sys.executable, "version": list(sys.version_info[:2]), "moto": moto, "missing": missing}))
`;

/** An interpreter that is there and does not run. */
class BrokenPython extends UserError {
  constructor(executable: string, why: string) {
    super(`${executable} cannot run: ${why}; repair it or name another in DELIVERY_PYTHON`);
    this.found = `${executable}, which cannot run (${why})`;
  }

  readonly found: string;
}

/** Asks an interpreter; undefined where there is none of that name. @throws {UserError} when it is broken */
export const probe = async (executable: string, env: Environment): Promise<Python | undefined> => {
  try {
    const { stdout } = await execute(executable, ['-c', PROBE], { env, timeout: PROBE_MILLISECONDS });
    const { path, ...said } = JSON.parse(stdout) as Omit<Python, 'executable'>;
    return { executable, path: path || executable, ...said }; // an interpreter may not know where it lies
  } catch (error) {
    if (isNativeError(error) && 'code' in error && error.code === 'ENOENT') return undefined;
    const why = wasEnded(error) ? `no answer within ${PROBE_MILLISECONDS / 1000} s` : lastLine(error);
    throw new BrokenPython(executable, why);
  }
};

/** Whether node ended a program because its time was over. */
const wasEnded = (error: unknown): boolean => isNativeError(error) && 'killed' in error && error.killed === true;

/** True when the emulator can run on this interpreter as it is. */
export const isReady = (python: Python): boolean =>
  isRecent(python) && python.moto === MOTO && python.missing.length === 0;

/** True when the interpreter is new enough to make a virtual environment with. */
export const isRecent = (python: Python): boolean => atLeast(python.version, LEAST_PYTHON);

/**
 * The interpreters to choose from: the one that `DELIVERY_PYTHON` names and no other, else every usual name there is.
 * @throws {UserError} when there is none
 */
export const interpreters = async (env: Environment): Promise<readonly Python[]> => {
  const named = env['DELIVERY_PYTHON'];
  if (named !== undefined && named !== '') {
    const python = await probe(named, env);
    if (python === undefined) throw new UserError(`DELIVERY_PYTHON is "${named}", and there is no such program`);
    if (!isRecent(python)) throw tooOld([python], `DELIVERY_PYTHON="${named}"`);
    return [python];
  }
  const found: Python[] = [];
  const broken: BrokenPython[] = [];
  for (const candidate of CANDIDATES) {
    const python = await probe(candidate, env).catch(asBroken);
    if (python instanceof BrokenPython) broken.push(python);
    else if (python !== undefined && isReady(python)) return [python];
    else if (python !== undefined) found.push(python);
  }
  const recent = found.filter(isRecent);
  if (recent.length > 0) return recent;
  throw tooOld(found, 'PATH', broken);
};

const asBroken = (error: unknown): BrokenPython => {
  if (error instanceof BrokenPython) return error;
  throw error;
};

const tooOld = (found: readonly Python[], where: string, broken: readonly BrokenPython[] = []): UserError => {
  const least = LEAST_PYTHON.join('.');
  const seen = [
    ...found.map(({ executable, version }) => `${executable} ${version.join('.')}`),
    ...broken.map((python) => python.found),
  ].join(', ');
  return new UserError(
    `the emulator needs Python ${least} or newer, found ${seen === '' ? 'none' : seen} (${where}): ` +
      `install Python ${least}+ or name one in DELIVERY_PYTHON`,
  );
};

const atLeast = (version: readonly number[], least: readonly number[]): boolean => {
  for (const [index, wanted] of least.entries()) {
    const part = version[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
};

/** The last line that a failed program wrote, which is where Python puts the cause. */
export const lastLine = (error: unknown): string => {
  const stderr = isNativeError(error) && 'stderr' in error ? String(error.stderr).trim() : '';
  const text = stderr !== '' ? stderr : isNativeError(error) ? error.message : String(error);
  return text.split('\n').at(-1) ?? text;
};
