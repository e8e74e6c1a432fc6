import { parseConfig, promisedRelease, promisedTargets } from '../../../../lib/config';
import { readAssembly } from '../../../../lib/gate/assembly/read-assembly';
import { judgeTemplates } from '../../../../lib/gate/rules';
import { targetsIn, withPromises } from '../../../../lib/gate/templates/template';
import { changed, withRecipes } from '../../../_helpers/changed-sources';
import { devAndProd } from '../../_helpers/dev-and-prod';
import { inDirectory } from '../../_helpers/judge';
import type * as App from './app';

/** What the unbroken sources are made with, so that a source which does less is found. */
const DELIVERY = parseConfig(devAndProd);

/** One fault in the source of the constructs. */
export interface SourceMutant {
  /** What is broken, as a sentence's end. */
  readonly fault: string;
  /** Id of the rule that must name it. */
  readonly rule: string;
  readonly edits: readonly Edit[];
  /** Whether what the recipes add must be there. @default - the app as it is */
  readonly added?: boolean;
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
 * Rules that find something in what the edited sources synthesize, held to what the configuration promises, each
 * `<rule> <stack> <logical id>: <because>`.
 *
 * @param added whether every target has what the recipes add, too
 * @throws {Error} when an edit matches nothing or more than one place, or the app no longer synthesizes
 */
export const findingsWith = async (edits: readonly Edit[], added = false): Promise<readonly string[]> => {
  const done = new Set<string>();
  const add = added ? withRecipes() : undefined;
  const { synthesize } = await changed<typeof App>('test/gate/mutants/constructs/app.ts', (file, source) => {
    const own = edits.filter((edit) => edit.file === file);
    if (own.length > 0) done.add(file);
    const broken = edited(file, source, own);
    return add?.(file, broken) ?? broken;
  });
  const unread = edits.filter(({ file }) => !done.has(file)).map(({ file }) => file);
  if (unread.length > 0) throw new Error(`the app does not read ${unread.join(', ')}`);
  return inDirectory((outdir) => {
    synthesize(outdir);
    const { root, stacks } = readAssembly(outdir);
    const promised = withPromises(stacks, promisedTargets(DELIVERY), promisedRelease(DELIVERY));
    return judgeTemplates(targetsIn(promised, root)).map(
      ({ rule, stack, logicalId, because }) => `${rule.id} ${stack.path} ${logicalId}: ${because}`,
    );
  });
};
