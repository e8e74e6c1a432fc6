import { readAssembly } from '../../../../lib/gate/assembly/read-assembly';
import { judgeTemplates } from '../../../../lib/gate/rules';
import { targetsIn } from '../../../../lib/gate/templates/template';
import { changed } from '../../../_helpers/changed-sources';
import { inDirectory } from '../../_helpers/judge';
import type * as App from './app';

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

/**
 * Rules that find something in what the edited sources synthesize, each `<rule> <stack> <logical id>: <because>`.
 *
 * @throws {Error} when an edit matches nothing or more than one place, or the app no longer synthesizes
 */
export const findingsWith = async (edits: readonly Edit[]): Promise<readonly string[]> => {
  const done = new Set<string>();
  const { synthesize } = await changed<typeof App>('test/gate/mutants/constructs/app.ts', (file, source) => {
    const own = edits.filter((edit) => edit.file === file);
    if (own.length > 0) done.add(file);
    return edited(file, source, own);
  });
  const unread = edits.filter(({ file }) => !done.has(file)).map(({ file }) => file);
  if (unread.length > 0) throw new Error(`the app does not read ${unread.join(', ')}`);
  return inDirectory((outdir) => {
    synthesize(outdir);
    const { root, stacks } = readAssembly(outdir);
    return judgeTemplates(targetsIn(stacks, root)).map(
      ({ rule, stack, logicalId, because }) => `${rule.id} ${stack.path} ${logicalId}: ${because}`,
    );
  });
};
