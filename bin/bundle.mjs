// Makes .build/validation: what the jobs after a deployment run, files that need nothing installed, and the release
// that these programs judge: the gate's report and every template of cdk.out, which `npm run synth` has written.
// With a directory as its argument it makes the programs alone, there.
import { cpSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildSync } from 'esbuild';
import { whyNotJudged } from './judged.mjs';

const ASSEMBLY = 'cdk.out';
const OUTPUT = '.build/validation';
const REPORT = join('gate', 'report.json');

/** The gate's report and templates, those of nested stacks, too; nothing of what functions are made from. */
const belongs = (path) => {
  if (statSync(path).isDirectory()) return !basename(path).startsWith('asset.');
  return path.endsWith('.template.json') || path === join(ASSEMBLY, REPORT);
};

const bundle = (outdir) => {
  buildSync({
    entryPoints: ['bin/pipeline.ts'],
    outdir,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    // Of packages that come in both kinds the modules: what `import()` gives of the older kind has no names here.
    mainFields: ['module', 'main'],
    // Each program loads its own part only: the review's specification alone has megabytes.
    format: 'esm',
    splitting: true,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'parts/[name]-[hash]',
    // Packages of the older kind ask for node's own modules by `require`.
    banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
    // The specification of all resource types reads its database from beside itself; in a bundle it is inside.
    alias: { '@aws-cdk/aws-service-spec': './lib/review/specification-in-bundle.ts' },
    loader: { '.gz': 'binary' },
    logLevel: 'warning',
  });
};

const copyRelease = () => cpSync(ASSEMBLY, join(OUTPUT, 'release'), { recursive: true, filter: belongs });

const bundleWithRelease = () => {
  const doubt = whyNotJudged(ASSEMBLY);
  if (doubt) {
    console.error(`${doubt}: run \`npm run synth\` first`);
    process.exitCode = 2;
    return;
  }
  rmSync(OUTPUT, { recursive: true, force: true });
  bundle(OUTPUT);
  copyRelease();
};

const [elsewhere] = process.argv.slice(2);
if (elsewhere) bundle(elsewhere);
else bundleWithRelease();
