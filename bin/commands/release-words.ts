import { Option } from 'commander';
import { UserError } from '../../lib/ground/user-error';
import { PERMISSION_MODES } from '../../lib/rehearsal/record/permission-record';
import type { GivenSource } from '../../lib/rehearsal/site/given-sources';

/** Every value of an option that may be repeated. */
export const collect = (one: string, others: readonly string[] = []): readonly string[] => [...others, one];

/** `--permissions`, of every command that runs releases. */
export const permissionsOption = (): Option =>
  new Option('--permissions <mode>', 'what AWS would refuse: enforce refuses it, report lists it, off does not ask')
    .choices(PERMISSION_MODES)
    .default(undefined, 'enforce, and report for another app');

/** `--cache`, of every command that runs builds. */
export const cacheOption = (): Option =>
  new Option('--cache', 'take over builds that ran before on the same inputs and asked AWS for nothing');

/** `--partial`, of every command that starts an emulator. */
export const partialOption = (): Option =>
  new Option('--partial', 'go on with marked stubs for what the emulator has not; the record names them');

/** `--source`, of every command that runs releases. */
export const sourceOption = (): Option =>
  new Option(
    '--source <name=directory>',
    'the repository or directory that a source hands out instead of the app; may be repeated',
  ).argParser(collect);

/** What `--source` gives to whom. */
export const sourceOf = (text: string): GivenSource => {
  const [, name, directory] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name !== undefined && directory !== undefined) return { name, directory };
  throw new UserError(`--source must be the name of a source and a directory, NAME=DIR, got "${text}"`);
};
