// Runs bin/app.ts: bundled by esbuild (0.1 s, no type-check: that is `npm run typecheck`), with its arguments.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { whyNotJudged } from './judged.mjs';
import { sources, writeSources } from './sources.mjs';

const beside = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

/** Of node, for synthesis: why, and what they cost, is in docs/decisions/toolchain.md. */
const FLAGS = beside('node-flags.json');

/** Of esbuild; `bin/delivery watch` has the same. */
const BUNDLE = beside('app-bundle.json');

const TIMEOUT = 10 * 60 * 1000;

/** False where the app does not compile, which esbuild itself prints. */
const bundled = () => {
  try {
    buildSync({ ...BUNDLE, outfile: '.build/app.js', logLevel: 'error' });
    return true;
  } catch (error) {
    if (!error.errors?.length) console.error(`bin/app.ts cannot be bundled: ${error.message}`);
    return false;
  }
};

const synthesize = () => {
  const underCli = process.env.CDK_OUTDIR !== undefined;
  const assembly = process.env.CDK_OUTDIR ?? 'cdk.out';
  const from = sources();
  // What an earlier run has left must not be taken for what this one says, also where it comes to nothing.
  rmSync(underCli ? join(assembly, 'gate') : assembly, { recursive: true, force: true });
  // The CDK keeps where each resource was made; what CDK Pipelines makes is ten frames and more away from our line.
  const argv = [...FLAGS, '--enable-source-maps', '--stack-trace-limit=40', '.build/app.js', ...process.argv.slice(2)];
  const { status, signal } = spawnSync(process.execPath, argv, {
    stdio: 'inherit',
    timeout: TIMEOUT,
    env: { ...process.env, CDK_OUTDIR: assembly },
  });
  writeSources(assembly, from);
  if (signal) console.error(`synthesis ended by ${signal}: it may take ${TIMEOUT / 60_000} minutes`);
  if (status !== 0) return status ?? 1;
  const doubt = whyNotJudged(assembly);
  if (doubt)
    console.error(`synthesis ended with 0, but ${doubt}: look for what ends the process or writes after the gate`);
  return doubt ? 1 : 0;
};

process.exitCode = bundled() ? synthesize() : 1;
