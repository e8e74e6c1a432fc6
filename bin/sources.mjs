// What an assembly is synthesized from: every file that the bundler takes in for the app, its configuration and its
// handlers, and what else a synthesis reads. Of files that these read by themselves at run time nothing is known.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';

const READ = [
  ...['acknowledgements.yaml', 'cdk.context.json', 'cdk.json', 'package-lock.json', 'package.json'],
  ...['bin/app-bundle.json', 'bin/judged.mjs', 'bin/node-flags.json', 'bin/sources.mjs', 'bin/synth.mjs'],
];
const HANDLERS = 'functions';

/** Packages are known by the lockfile, but for those that lib/stacks/constructs/bundled-handler.ts puts into a handler. */
const ELSEWHERE = { packages: 'external' };
const BY_LAMBDA = { external: ['@aws-sdk/*', '@smithy/*'] };

const handlers = () =>
  readdirSync(HANDLERS, { withFileTypes: true })
    .map(({ parentPath, name }) => join(parentPath, name, 'index.ts'))
    .filter((file) => existsSync(file));

/** The files that an entry point is bundled from; of one that does not compile itself: no assembly has anything of it. */
const inputs = (entry, packages) => {
  try {
    const options = { bundle: true, write: false, outdir: '.build', platform: 'node', logLevel: 'silent' };
    return Object.keys(buildSync({ ...options, ...packages, entryPoints: [entry], metafile: true }).metafile.inputs);
  } catch {
    return [entry];
  }
};

/** The bundler reads what stands above a file, too. */
const settingsAbove = (file) => {
  const directory = dirname(file);
  return [join(directory, 'tsconfig.json'), ...(directory === '.' ? [] : settingsAbove(directory))];
};

/** Path → SHA-256, in hex, of what a synthesis begun now reads. */
export const sources = () => {
  const files = [
    ...['bin/app.ts', 'delivery.config.ts'].flatMap((entry) => inputs(entry, ELSEWHERE)),
    ...handlers().flatMap((entry) => inputs(entry, BY_LAMBDA)),
  ];
  const own = files.filter((file) => !file.startsWith('node_modules/'));
  const all = new Set([...files, ...own.flatMap(settingsAbove), ...READ]);
  const there = [...all].filter((file) => existsSync(file)).toSorted();
  return Object.fromEntries(there.map((file) => [file, createHash('sha256').update(readFileSync(file)).digest('hex')]));
};

/** Writes them beside the gate's report, where the gate has spoken. */
export const writeSources = (assembly, made) => {
  const directory = join(assembly, 'gate');
  if (!existsSync(join(directory, 'report.json'))) return;
  writeFileSync(join(directory, 'sources.json'), `${JSON.stringify(made, undefined, 2)}\n`);
};
