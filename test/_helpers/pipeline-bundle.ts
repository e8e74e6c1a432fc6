import { join, resolve } from 'node:path';
import { build } from 'esbuild';

/** Bundles the pipeline's programs into a directory, as `npm run bundle` does; answers the file. */
export const bundledPipeline = async (directory: string): Promise<string> => {
  await build({
    entryPoints: [resolve('bin/pipeline.ts')],
    outdir: directory,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    format: 'esm',
    splitting: true,
    outExtension: { '.js': '.mjs' },
    banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
    alias: { '@aws-cdk/aws-service-spec': resolve('lib/review/specification-in-bundle.ts') },
    loader: { '.gz': 'binary' },
    logLevel: 'error',
  });
  return join(directory, 'pipeline.mjs');
};
