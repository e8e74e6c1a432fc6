import { nearMisses } from '../ground/near-misses';
import { UserError } from '../ground/user-error';
import type { Check } from './check';

/**
 * The checks with some ids, in the order of reports; a value may name several with commas between.
 *
 * @throws {UserError} when nobody knows an id
 */
export const selectChecks = (checks: readonly Check[], wanted: readonly string[]): readonly Check[] => {
  const ids = wanted.flatMap((value) => value.split(',')).map((id) => id.trim());
  for (const id of ids) {
    if (checks.some((check) => check.id === id)) continue;
    const known = checks.map((check) => check.id);
    const alike = nearMisses(id, known);
    const meant = alike.length === 0 ? `name one of ${known.join(', ')}` : `did you mean ${alike.join(' or ')}`;
    throw new UserError(`--check "${id}" is not a check: ${meant} (bin/delivery validate --list names all)`);
  }
  return checks.filter(({ id }) => ids.includes(id));
};

/** @throws {UserError} when a check that was named compares with a release, and none is at hand */
export const assertNoneNeedsRelease = (checks: readonly Check[]): void => {
  const homeless = checks.find(({ needsRelease }) => needsRelease);
  if (homeless === undefined) return;
  throw new UserError(`--check ${homeless.id} needs --release DIR: it compares with the release's templates`);
};

/** What every check is about, for a person. */
export const checkList = (checks: readonly Check[]): string => {
  const width = Math.max(0, ...checks.map(({ id }) => id.length));
  return checks.map(({ id, requirement, proves }) => `${id.padEnd(width)}  ${requirement}  ${proves}\n`).join('');
};

/** The same for a program: a list of `{ id, requirement, proves }`. */
export const checkListJson = (checks: readonly Check[]): string =>
  `${JSON.stringify(
    checks.map(({ id, requirement, proves }) => ({ id, requirement, proves })),
    undefined,
    2,
  )}\n`;
