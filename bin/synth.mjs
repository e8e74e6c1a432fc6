// Runs bin/app.ts: bundled by esbuild (0.1 s, no type-check: that is `npm run typecheck`), with its arguments.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { whyNotJudged } from './judged.mjs';

const TIMEOUT = 10 * 60 * 1000;

/** Whether bin/app.ts compiles; esbuild itself prints where it does not. */
const bundled = () => {
  try {
    buildSync({
      entryPoints: ['bin/app.ts'],
      outfile: '.build/app.js',
      bundle: true,
      packages: 'external',
      platform: 'node',
      target: 'node20',
      sourcemap: true,
      logLevel: 'error',
    });
    return true;
  } catch (error) {
    if (!error.errors?.length) console.error(`bin/app.ts cannot be bundled: ${error.message}`);
    return false;
  }
};

const synthesize = () => {
  const underCli = process.env.CDK_OUTDIR !== undefined;
  // What an earlier run has left must not be taken for what this one says, also where it comes to nothing.
  rmSync(underCli ? join(process.env.CDK_OUTDIR, 'gate') : 'cdk.out', { recursive: true, force: true });
  // The CDK keeps where each resource was made; what CDK Pipelines makes is ten frames and more away from our line.
  const argv = ['--enable-source-maps', '--stack-trace-limit=40', '.build/app.js', ...process.argv.slice(2)];
  const { status, signal } = spawnSync(process.execPath, argv, {
    stdio: 'inherit',
    timeout: TIMEOUT,
    env: { ...process.env, CDK_OUTDIR: process.env.CDK_OUTDIR ?? 'cdk.out' },
  });
  if (signal) console.error(`synthesis ended by ${signal}: it may take ${TIMEOUT / 60_000} minutes`);
  if (status !== 0) return status ?? 1;
  const doubt = whyNotJudged(process.env.CDK_OUTDIR ?? 'cdk.out');
  if (doubt)
    console.error(`synthesis ended with 0, but ${doubt}: look for what ends the process or writes after the gate`);
  return doubt ? 1 : 0;
};

process.exitCode = bundled() ? synthesize() : 1;
