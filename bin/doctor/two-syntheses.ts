import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Repetition, Synthesized, SynthesizedStack } from '../../lib/doctor/patient';
import { jsonIn, objectAt } from '../../lib/ground/json';
import { UserError } from '../../lib/ground/user-error';
import { assemblyStacks } from '../../lib/rehearsal/assembly/read-assembly';
import { endingsIn } from '../clock/endings';

/** What the doctor may know of syntheses. */
export interface Syntheses {
  synthesis(): Promise<Synthesized>;
  repetition(): Promise<Repetition>;
}

type Place = Pick<SynthesizedStack, 'account' | 'region'>;

const isAt = (stack: Place, { account, region }: Place): boolean =>
  stack.account === account && stack.region === region;

/**
 * One assembly that somebody has made.
 *
 * @param places of the configuration
 * @throws {UserError} when it is none, or of another configuration: what it does not deploy to would look healthy
 */
export const givenAssembly = (directory: string, places: readonly Place[]): Syntheses => {
  if (!existsSync(join(directory, 'manifest.json')))
    throw new UserError(`--assembly ${directory} is no cloud assembly, it has no manifest.json: run npm run synth`);
  const read = readSynthesis(directory);
  const idle = places.find((place) => !read.stacks.some((stack) => isAt(stack, place)));
  if (idle !== undefined)
    throw new UserError(
      `--assembly ${directory} deploys nothing to ${idle.account}, ${idle.region} of delivery.config.ts: it is of another one, run npm run synth`,
    );
  return { synthesis: async () => read, repetition: async () => undefined };
};

/** Two syntheses of the project, one after the other; each process begins anew, as every build does. */
export const twoSyntheses = (root: string, env: NodeJS.ProcessEnv): Syntheses & { remove(): void } => {
  const directory = mkdtempSync(join(tmpdir(), 'doctor-'));
  const first = join(directory, 'first');
  const second = join(directory, 'second');
  const made = synthesize(root, first, env);
  const both = made.then(async () => {
    await synthesize(root, second, env);
    const [one, other] = [textsOf(first), textsOf(second)];
    return [...new Set([...one.keys(), ...other.keys()])].filter((name) => one.get(name) !== other.get(name));
  });
  // Whoever waits is told; nobody may be waiting yet.
  for (const each of [made, both]) each.catch(() => undefined);
  return {
    synthesis: async () => {
      await made;
      return readSynthesis(first);
    },
    repetition: () => both,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
};

/** @throws {UserError} when it fails, or the gate says no: its last words */
const synthesize = (root: string, outdir: string, given: NodeJS.ProcessEnv): Promise<void> =>
  new Promise((resolve, reject) => {
    const env = { ...given, CDK_OUTDIR: outdir };
    const child = spawn(process.execPath, ['bin/synth.mjs'], { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) return resolve();
      const last = said.trim().split('\n').slice(-3).join('; ');
      reject(new UserError(`synthesis ended with ${code}: ${last || 'it said nothing'}`, { exitCode: 1 }));
    });
  });

const manifestOf = (directory: string): Readonly<Record<string, unknown>> => {
  const file = join(directory, 'manifest.json');
  return objectAt(jsonIn(readFileSync(file), file));
};

const readSynthesis = (directory: string): Synthesized => {
  const found = assemblyStacks(directory);
  const stacks = found.map(({ id, stackName, environment, qualifier, templateFile }): SynthesizedStack => {
    const { account, region } = environment;
    if (account === undefined || region === undefined)
      throw new UserError(`stack ${id} says no account and region: give it an env`);
    return {
      stackName,
      account,
      region,
      qualifier,
      template: objectAt(jsonIn(readFileSync(templateFile), templateFile)),
    };
  });
  const directories = [...new Set(found.map(({ templateFile }) => dirname(templateFile)))];
  const versions = directories.flatMap((each) => Object.values(objectAt(manifestOf(each)['artifacts'])).map(versionOf));
  return {
    stacks,
    schemaVersion: Number(String(manifestOf(directory)['version']).split('.')[0]),
    bootstrapVersion: Math.max(0, ...versions),
    ends: endingsIn(stacks.map(({ template }) => JSON.stringify(template))),
  };
};

const versionOf = (artifact: unknown): number =>
  Number(objectAt(objectAt(artifact)['properties'])['requiresBootstrapStackVersion'] ?? 0);

const textsOf = (directory: string): ReadonlyMap<string, string> =>
  new Map(assemblyStacks(directory).map(({ id, templateFile }) => [id, readFileSync(templateFile, 'utf8')]));
