import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

/** A file and what it imports. */
export interface Module {
  readonly source: string;
  readonly dependencies: readonly { readonly resolved: string }[];
}

/** What dependency-cruiser found below a directory. */
export interface Cruise {
  readonly modules: readonly Module[];
  /** `<rule>: <file>`, sorted; one line where a file breaks a rule more than once. */
  readonly violations: readonly string[];
}

interface Output {
  readonly modules: readonly Module[];
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

const CRUISER = resolve('node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

/** Reads all imports below the given folders and judges them by `.dependency-cruiser.cjs`. */
export const cruise = async (directory: string, folders: readonly string[]): Promise<Cruise> => {
  const config = resolve('.dependency-cruiser.cjs');
  const text = await new Promise<string>((done, fail) => {
    execFile(
      process.execPath,
      [CRUISER, '--config', config, '--output-type', 'json', ...folders],
      { cwd: directory, maxBuffer: 2 ** 28 },
      (error, stdout, stderr) => (stdout === '' ? fail(error ?? new Error(stderr)) : done(stdout)),
    );
  });
  const { modules, summary } = JSON.parse(text) as Output;
  const violations = new Set(summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`));
  return { modules, violations: [...violations].toSorted() };
};

/** Files that import both the CDK and the AWS SDK: what runs at synth and what runs live are two programs. */
export const synthAndLive = (modules: readonly Module[]): readonly string[] =>
  modules
    .filter(({ source }) => /^(lib|bin|functions|bench)\//.test(source))
    .filter(({ dependencies }) => {
      const imports = (name: string) => dependencies.some(({ resolved }) => resolved.includes(`node_modules/${name}/`));
      return imports('aws-cdk-lib') && imports('@aws-sdk');
    })
    .map(({ source }) => source);

const { forbidden } = createRequire(resolve('package.json'))('./.dependency-cruiser.cjs') as {
  readonly forbidden: readonly { readonly name: string }[];
};

/** Files of lib/ in no room that has a rule, whatever they import. */
export const roomless = (modules: readonly Module[]): readonly string[] => {
  const rooms = forbidden.flatMap(({ name }) =>
    name.startsWith('room-') ? [`lib/${name.slice('room-'.length)}/`] : [],
  );
  return modules
    .map(({ source }) => source)
    .filter((source) => source.startsWith('lib/') && !rooms.some((room) => source.startsWith(room)));
};
