import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { type AssetCode, Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

/** Where bundles lie; one directory per handler. */
const OUT = '.build/functions';

/**
 * A handler and everything it imports as one file, without the AWS SDK, which the Lambda runtime has.
 *
 * Same sources, same bytes: paths in the bundle are relative to the working directory.
 *
 * @param entry the handler's source relative to the working directory, for example `functions/data-processing/index.ts`
 */
export const bundledHandler = (entry: string): AssetCode => {
  const directory = join(OUT, basename(dirname(entry)));
  const file = resolve(directory, 'index.js');
  if (!bundled.has(file)) bundle(entry, file);
  bundled.add(file);
  return Code.fromAsset(directory);
};

/** What this process has bundled: every target has the same handlers. */
const bundled = new Set<string>();

const bundle = (entry: string, file: string): void => {
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    outfile: file,
    write: false,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['@aws-sdk/*', '@smithy/*'],
    legalComments: 'none',
    logLevel: 'silent',
  });
  for (const { contents } of outputFiles) replace(file, contents);
};

/** Whole or not at all, and only where it differs: another synthesis may be reading the file. */
const replace = (file: string, contents: Uint8Array): void => {
  if (existsSync(file) && readFileSync(file).equals(contents)) return;
  mkdirSync(dirname(file), { recursive: true });
  const part = `${dirname(file)}.${process.pid}.part`;
  writeFileSync(part, contents);
  renameSync(part, file);
};
