import { finding } from '../verify/finding';
import type { Bundle } from './bundle';

/** Takes from a bundle whatever would lie in one place with something else on another machine. */
export const withoutCollisions = (bundle: Bundle, directories: readonly string[]): Bundle => {
  const first = new Map<string, string>();
  const files = new Map(bundle.files);
  const problems = [...bundle.problems];
  for (const name of bundle.files.keys()) {
    const other = first.get(folded(name));
    first.set(folded(name), other ?? name);
    if (other === undefined) continue;
    files.delete(name);
    problems.push(
      finding('altered', name, `a file system that does not tell case or accents apart takes it for ${other}`),
    );
  }
  const above = [...directories, ...[...bundle.files.keys()].flatMap(directoriesOf)];
  for (const directory of new Map(above.map((name) => [folded(name), name])).values()) {
    const file = first.get(folded(directory));
    if (file !== undefined) problems.push(finding('altered', file, `it is a file, and ${directory}/ is a directory`));
  }
  return { ...bundle, files, problems };
};

/** `a/b` and `a` of `a/b/c`. */
const directoriesOf = (name: string): readonly string[] => {
  const steps = name.split('/');
  return steps.slice(1).map((_, index) => steps.slice(0, index + 1).join('/'));
};

/** As the least particular file system compares names: no case, no difference of composition, no dots or spaces at the end. */
const folded = (name: string): string =>
  name
    .normalize('NFD')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[. ]+(?=\/|$)/g, '');
