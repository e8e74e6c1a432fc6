import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { types } from 'node:util';
import { compileFunction } from 'node:vm';
import type { BuildFailure } from 'esbuild';
import { UserError } from '../ground/user-error';
import { parseConfig } from './parse';
import type { DeliveryConfig } from './schema';

/**
 * Reads a TypeScript configuration file at run time, for commands that are not bundled with it.
 *
 * @param file absolute path
 * @throws {UserError} when it cannot be read, does not compile, throws, or is refused by the rules
 */
export const loadConfig = async (file: string): Promise<DeliveryConfig> => {
  const name = basename(file);
  const source = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UserError(`${file} cannot be read (${reasonOf(error)}): restore ${name}`, { cause: error });
  });
  if (source.trim() === '') throw new UserError(`${file} is empty: restore ${name}`);
  return parseConfig(evaluate(await compile(file), file));
};

const compile = async (file: string): Promise<string> => {
  const { build } = await import('esbuild');
  const options = { bundle: true, packages: 'external', platform: 'node', format: 'cjs', write: false } as const;
  const result = await build({ ...options, entryPoints: [file], logLevel: 'silent' }).catch((error: BuildFailure) => {
    const [first] = error.errors ?? [];
    const line = first?.location ? `:${first.location.line}:${first.location.column + 1}` : '';
    throw new UserError(`${file}${line} does not compile (${first?.text ?? error.message}): edit ${basename(file)}`, {
      cause: error,
    });
  });
  return result.outputFiles.map(({ text }) => text).join('\n');
};

const evaluate = (code: string, file: string): unknown => {
  const module: { exports: { readonly default?: unknown } } = { exports: {} };
  try {
    compileFunction(code, ['module', 'exports', 'require'], { filename: file })(
      module,
      module.exports,
      createRequire(file),
    );
  } catch (error) {
    throw new UserError(`${file} threw while it was read (${reasonOf(error)}): edit ${basename(file)}`, {
      cause: error,
    });
  }
  return module.exports.default;
};

const reasonOf = (error: unknown): string => (types.isNativeError(error) ? error.message : String(error));
