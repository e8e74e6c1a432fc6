import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';
import { followed, recipes } from './recipes';

/** What a source becomes; `file` is its path from the repository. */
export type Change = (file: string, source: string) => string;

/**
 * A module that sees the sources of the constructs as they are after a change; the files stay as they are. It runs in this process,
 * where the CDK is loaded already.
 */
export const changed = async <T>(entry: string, change: Change): Promise<T> => {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'silent',
    plugins: [
      {
        name: 'changing',
        setup: ({ onLoad }) => {
          onLoad({ filter: /\/lib\/(stacks|stages|pipeline|contract)\/.*\.ts$/ }, ({ path }) => ({
            contents: change(relative('', path), readFileSync(path, 'utf8')),
            loader: 'ts',
          }));
        },
      },
    ],
  });
  const module = { exports: {} };
  new Function('require', 'module', 'exports', outputFiles[0]?.text ?? '')(require, module, module.exports);
  return module.exports as T;
};

/**
 * What a developer adds, as the recipes say. Whole files lie in a directory of their own.
 *
 * @param place what becomes of the code of one of them. @default - each stands in every target
 */
export const withRecipes = (place = (code: string, _at: number): string => code): Change => {
  const { blocks, files } = recipes();
  const directory = temporaryDirectory();
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(directory, dirname(file)), { recursive: true });
    writeFileSync(join(directory, file), text);
  }
  const placed = blocks
    .map((block) =>
      Object.keys(files).reduce((code, file) => code.replaceAll(`'${file}'`, `'${join(directory, file)}'`), block),
    )
    .map(place);
  return (file, source) => (file === 'lib/stacks/data-stack.ts' ? followed(source, placed) : source);
};
