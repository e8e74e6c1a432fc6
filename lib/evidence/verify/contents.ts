import { sha256 } from '../digest';
import { byName } from '../part-name';
import type { Statement } from '../statement';
import { type Finding, finding } from './finding';

/** Every file of the bundle against the statement's list: nothing altered, missing, swapped or added. */
export const examineContents = (
  files: ReadonlyMap<string, Buffer>,
  statementName: string,
  { subject }: Statement,
): readonly Finding[] => {
  const listed = new Map(subject.map(({ name, digest }) => [name, digest.sha256]));
  const named = new Map(subject.map(({ name, digest }) => [digest.sha256, name]));
  const wrong = subject.flatMap(({ name, digest }): readonly Finding[] => {
    const bytes = files.get(name);
    if (bytes === undefined) return [finding('missing', name, 'it was signed, and the bundle does not have it')];
    const found = sha256(bytes);
    if (found === digest.sha256) return [];
    const other = named.get(found);
    return [
      other === undefined
        ? finding('altered', name, `its SHA-256 is ${found}, and ${digest.sha256} was signed`)
        : finding('reordered', name, `it has the content of ${other}`),
    ];
  });
  const extra = [...files]
    .filter(([name]) => name !== statementName && !listed.has(name))
    .map(([name, bytes]) => {
      const other = named.get(sha256(bytes));
      const copy = other === undefined ? '' : `; it has the content of ${other}`;
      return finding('unsigned', name, `the statement does not list it${copy}`);
    });
  return [...listProblems(statementName, subject), ...wrong, ...extra];
};

/** Each part once, in the order of their names. */
const listProblems = (place: string, subject: Statement['subject']): readonly Finding[] => {
  const twice = subject.filter(({ name }, index) => subject.findIndex((other) => other.name === name) !== index);
  const sorted = subject.toSorted(byName);
  const misplaced = subject.find(({ name }, index) => sorted[index]?.name !== name);
  return [
    ...twice.map(({ name }) => finding('contradictory', `${place}#subject`, `${name} is listed twice`)),
    ...(misplaced === undefined
      ? []
      : [finding('reordered', `${place}#subject`, `${misplaced.name} is out of its order`)]),
  ];
};
