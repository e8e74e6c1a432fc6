// `npm run bench`: bundles bench/main.ts, as bin/ does with its entry points, and runs it.
import { createRequire } from 'node:module';
import { buildSync } from 'esbuild';

const outfile = '.build/bench.js';
buildSync({
  entryPoints: ['bench/main.ts'],
  outfile,
  bundle: true,
  packages: 'external',
  platform: 'node',
  target: 'node20',
  logLevel: 'error',
});
createRequire(import.meta.url)(`../${outfile}`);
