import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { ADDED_SOURCES } from './added';
import { BESIDE_RELEASES_SOURCES } from './beside-releases';
import { DATA_AND_ROLES_SOURCES } from './data-and-roles';
import { DELIVERY_SOURCES } from './delivery';
import { KEYS_AND_LOGS_SOURCES } from './keys-and-logs';
import { edited, findingsWith, type SourceMutant } from './mutated-app';
import { NETWORK_SOURCES } from './network';
import { PIPELINE_SOURCES } from './pipeline';
import { RECORD_SOURCES } from './record';
import { WATCH_AND_NAMES_SOURCES } from './watch-and-names';

/** Every single fault of a source that the rules must name. */
export const SOURCE_MUTANTS: readonly SourceMutant[] = [
  ...NETWORK_SOURCES,
  ...KEYS_AND_LOGS_SOURCES,
  ...DATA_AND_ROLES_SOURCES,
  ...WATCH_AND_NAMES_SOURCES,
  ...PIPELINE_SOURCES,
  ...DELIVERY_SOURCES,
  ...RECORD_SOURCES,
  ...ADDED_SOURCES,
  ...BESIDE_RELEASES_SOURCES,
];

/** Each mutant's app is synthesized, and its rule finds something: some two seconds for each. */
export const eachIsFound = (mutants: readonly SourceMutant[]): void =>
  describe('fails', () => {
    test.each(mutants.map((mutant) => [mutant.rule, mutant.fault, mutant] as const))(
      '%s: %s',
      async (rule, _, { edits, added }) => {
        const rules = (await findingsWith(edits, added)).map((finding) => finding.split(' ')[0]);
        expect(rules).toContain(rule);
      },
    );
  });

/** Applies a mutant's edits to the sources as they are now; nothing is synthesized. */
export const editSources = ({ edits }: SourceMutant): void => {
  const files = new Set(edits.map(({ file }) => file));
  for (const file of files) {
    const own = edits.filter((edit) => edit.file === file);
    edited(file, readFileSync(file, 'utf8'), own);
  }
};
