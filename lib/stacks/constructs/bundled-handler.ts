import { basename, dirname, join } from 'node:path';
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
  buildSync({
    entryPoints: [entry],
    outfile: join(directory, 'index.js'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['@aws-sdk/*', '@smithy/*'],
    legalComments: 'none',
    logLevel: 'silent',
  });
  return Code.fromAsset(directory);
};
