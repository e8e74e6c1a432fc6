// What an assembly is synthesized from: every file that the bundler takes in for the app, its configuration and its
// handlers, and what else a synthesis reads; packages by the lockfile.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';

const READ = ['acknowledgements.yaml', 'cdk.json', 'package-lock.json', 'package.json', 'tsconfig.json'];
const HANDLERS = 'functions';

const handlers = () =>
  readdirSync(HANDLERS, { withFileTypes: true })
    .map(({ parentPath, name }) => join(parentPath, name, 'index.ts'))
    .filter((file) => existsSync(file));

/** Files that the configuration and the handlers are bundled from; none where one does not compile, which ends the synthesis. */
const inputs = () => {
  try {
    const { metafile } = buildSync({
      entryPoints: ['delivery.config.ts', ...handlers()],
      outdir: '.build/sources',
      write: false,
      metafile: true,
      bundle: true,
      packages: 'external',
      platform: 'node',
      logLevel: 'silent',
    });
    return Object.keys(metafile.inputs);
  } catch {
    return [];
  }
};

/** Path → SHA-256, in hex, of what a synthesis begun now reads; `app` is the metafile of its bundle. */
export const sources = (app) => {
  const files = new Set([...Object.keys(app.inputs), ...inputs(), ...READ.filter((file) => existsSync(file))]);
  const hash = (file) => [file, createHash('sha256').update(readFileSync(file)).digest('hex')];
  return Object.fromEntries([...files].toSorted().map(hash));
};

/** Writes them beside the gate's report, where the gate has spoken. */
export const writeSources = (assembly, made) => {
  const directory = join(assembly, 'gate');
  if (!existsSync(join(directory, 'report.json'))) return;
  writeFileSync(join(directory, 'sources.json'), `${JSON.stringify(made, undefined, 2)}\n`);
};
