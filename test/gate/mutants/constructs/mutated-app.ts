import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { readAssembly } from '../../../../lib/gate/assembly/read-assembly';
import { judgeTemplates } from '../../../../lib/gate/rules';
import { targetsIn } from '../../../../lib/gate/templates/template';
import { inDirectory } from '../../_helpers/judge';

/** One fault in the source of the constructs. */
export interface SourceMutant {
  /** What is broken, as a sentence's end. */
  readonly fault: string;
  /** Id of the rule that must name it. */
  readonly rule: string;
  readonly edits: readonly Edit[];
}

/** Replaces one piece of a source, which must be there exactly once. */
export interface Edit {
  /** For example `lib/stacks/constructs/keys.ts`. */
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

/** A source after its edits. */
export const edited = (file: string, source: string, edits: readonly Edit[]): string =>
  edits.reduce((text, { find, put }) => {
    const times = text.split(find).length - 1;
    if (times !== 1) throw new Error(`${file} has ${times} times, not once: ${find}`);
    return text.replace(find, () => put);
  }, source);

/** Gives the bundler edited sources; the files stay as they are. */
const editing = (edits: readonly Edit[], done: Set<string>): Plugin => ({
  name: 'editing',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\/lib\/(stacks|stages|pipeline|contract)\/.*\.ts$/ }, ({ path }) => {
      const file = relative('', path);
      const own = edits.filter((edit) => edit.file === file);
      if (own.length === 0) return undefined;
      done.add(file);
      return { contents: edited(file, readFileSync(path, 'utf8'), own), loader: 'ts' };
    });
  },
});

/**
 * Rules that find something in what the edited sources synthesize, each `<rule> <stack> <logical id>: <because>`.
 *
 * @throws {Error} when an edit matches nothing or more than one place, or the app no longer synthesizes
 */
export const findingsWith = async (edits: readonly Edit[]): Promise<readonly string[]> => {
  const done = new Set<string>();
  const { outputFiles } = await build({
    entryPoints: ['test/gate/mutants/constructs/app.ts'],
    bundle: true,
    write: false,
    packages: 'external',
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'silent',
    plugins: [editing(edits, done)],
  });
  const unread = edits.filter(({ file }) => !done.has(file)).map(({ file }) => file);
  if (unread.length > 0) throw new Error(`the app does not read ${unread.join(', ')}`);
  const { synthesize } = evaluated(outputFiles[0]?.text ?? '');
  return inDirectory((outdir) => {
    synthesize(outdir);
    const { root, stacks } = readAssembly(outdir);
    return judgeTemplates(targetsIn(stacks, root)).map(
      ({ rule, stack, logicalId, because }) => `${rule.id} ${stack.path} ${logicalId}: ${because}`,
    );
  });
};

/** In this process, where the CDK is loaded already: a new one would load it again for every mutant. */
const evaluated = (code: string): { synthesize(outdir: string): void } => {
  const module = { exports: {} as { synthesize(outdir: string): void } };
  new Function('require', 'module', 'exports', code)(require, module, module.exports);
  return module.exports;
};
