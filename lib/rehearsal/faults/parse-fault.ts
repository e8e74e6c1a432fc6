import { inColumns } from '../../ground/in-columns';
import { meantOneOf } from '../../ground/near-misses';
import { UserError } from '../../ground/user-error';
import { FAULTS, type FaultRow } from './table';

/** A fault that was asked for. */
export interface Fault {
  /** As it was written. */
  readonly text: string;
  readonly row: FaultRow;
  /** By the names of the row's pattern. */
  readonly arguments: Readonly<Record<string, string>>;
}

/** The table, a line for each fault. */
export const faultLines = (): readonly string[] =>
  inColumns(FAULTS.map(({ name, form, does }) => [`${name}:${form}`, does]));

/** Reads one `--fault`. @throws {UserError} when there is no such fault, or its arguments are others */
export const parseFault = (text: string): Fault => {
  const [, name = '', given = ''] = /^([^:]*):?(.*)$/s.exec(text) ?? [];
  const row = FAULTS.find((each) => each.name === name);
  const known = FAULTS.map((each) => each.name);
  if (row === undefined) {
    throw new UserError(
      `--fault "${text}": there is no fault "${name}"${meantOneOf(name, known)} (--fault list says more)`,
    );
  }
  const found = row.pattern.exec(given);
  if (found === null) {
    throw new UserError(
      `--fault "${text}": its arguments must be ${row.form}, got "${given}"; an example is --fault ${row.example}`,
    );
  }
  const named = Object.entries(found.groups ?? {}).filter(([, value]) => value !== undefined);
  return { text, row, arguments: Object.fromEntries(named) };
};

/** @throws {UserError} when a fault names a stage or an action that no definition in sight has */
export const checkFaultPlaces = (
  faults: readonly Fault[],
  stages: readonly string[],
  actions: readonly string[],
): void => {
  for (const { text, arguments: given } of faults) {
    const [what, name, known] =
      given['place'] === undefined ? ['stage', given['stage'], stages] : ['action', given['place'], actions];
    if (name === undefined || known.includes(name)) continue;
    throw new UserError(`--fault "${text}": the pipeline has no ${what} "${name}"${meantOneOf(name, known)}`);
  }
};
