import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { GATE_DIRECTORY, GATE_REPORT } from '../../contract/gate-report';
import { SCANS_FILE } from '../../contract/scans';
import { zipped } from '../bundle/write-bundle';
import { byName } from '../close/parts';
import { BUILD_PARTS } from './layout';

/** Where a build happened. */
export interface BuildPlace {
  /** The source's directory, with its packages installed. */
  readonly source: string;
  /** The cloud assembly; it may be missing where synthesis failed. */
  readonly assembly: string;
}

/** What a build has to leave behind. */
export interface Gathered {
  /** By name below the build's directory. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** What is not there, and why. */
  readonly absent: Readonly<Record<string, string>>;
  readonly tools: Readonly<Record<string, string>>;
}

const run = promisify(execFile);
const MOST_OUTPUT = 64 * 1024 * 1024;

/** Packages whose version decides what comes out of a build. */
const TOOLS = ['aws-cdk', 'aws-cdk-lib', 'cdk-assets', 'cdk-nag', 'constructs', 'esbuild', 'typescript'];

const lockSchema = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) });

/** Collects what a build leaves: also of one that failed, as far as it came. */
export const gather = async ({ source, assembly }: BuildPlace): Promise<Gathered> => {
  const files = new Map<string, Buffer>();
  files.set(BUILD_PARTS.source, await zipped(sourceFiles(source)));
  const lockfile = readFileSync(join(source, BUILD_PARTS.lockfile));
  files.set(BUILD_PARTS.lockfile, lockfile);
  files.set(BUILD_PARTS.inventory, await inventory(source));
  const scans = join(source, SCANS_FILE);
  const scanned = existsSync(scans);
  if (scanned) files.set(BUILD_PARTS.scans, readFileSync(scans));
  for (const name of filesIn(join(assembly, GATE_DIRECTORY))) {
    files.set(`${GATE_DIRECTORY}/${name}`, readFileSync(join(assembly, GATE_DIRECTORY, name)));
  }
  for (const name of filesIn(assembly).filter((each) => each.endsWith('.template.json'))) {
    files.set(`${BUILD_PARTS.templates}${name}`, readFileSync(join(assembly, name)));
  }
  const judged = files.has(BUILD_PARTS.gateReport);
  return {
    files,
    absent: {
      ...(judged
        ? {}
        : { [BUILD_PARTS.gateReport]: `there is no ${GATE_REPORT} in ${assembly}: the gate said nothing` }),
      ...(scanned ? {} : { [BUILD_PARTS.scans]: `there is no ${SCANS_FILE}: nobody looked at the packages` }),
    },
    tools: await toolVersions(source, lockfile),
  };
};

/** The dependencies in CycloneDX, from the lockfile, by npm itself: it reads what it installs from, and needs no network. */
const inventory = async (source: string): Promise<Buffer> => {
  const asked = ['sbom', '--sbom-format=cyclonedx', '--package-lock-only'];
  const { stdout } = await run('npm', asked, { cwd: source, encoding: 'buffer', maxBuffer: MOST_OUTPUT });
  return stdout;
};

const toolVersions = async (source: string, lockfile: Buffer): Promise<Readonly<Record<string, string>>> => {
  const { packages } = lockSchema.parse(JSON.parse(lockfile.toString('utf8')));
  const { stdout } = await run('npm', ['--version'], { cwd: source });
  const known = TOOLS.flatMap((name) => {
    const version = packages[`node_modules/${name}`]?.version;
    return version === undefined ? [] : [[name, version] as const];
  });
  return Object.fromEntries([['node', process.versions.node], ['npm', stdout.trim()], ...known]);
};

const filesIn = (directory: string): readonly string[] => {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
};

/** What a build leaves in the source's directory, and what never belongs to it: the entries of .gitignore, and git's own. */
export const NOT_SOURCE = {
  directories: [
    'node_modules',
    'cdk.out',
    '.build',
    '.rehearsal',
    '.venv',
    '__pycache__',
    'coverage',
    'evidence-report',
    '.git',
  ],
  suffixes: ['.pyc', '.log'],
} as const;

/** Every file of the source, sorted by name. */
const sourceFiles = (directory: string): readonly (readonly [string, Buffer])[] => {
  const names: { readonly name: string }[] = [];
  const walk = (below: string): void => {
    for (const entry of readdirSync(join(directory, below), { withFileTypes: true })) {
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory() && !NOT_SOURCE.directories.some((left) => left === entry.name)) walk(name);
      else if (entry.isFile() && !NOT_SOURCE.suffixes.some((left) => name.endsWith(left))) names.push({ name });
    }
  };
  walk('');
  return names.sort(byName).map(({ name }) => [name, readFileSync(join(directory, name))]);
};
