import type { NotRehearsed } from '../record/summary';
import type { Theme } from './theme';

/** What was not rehearsed, a line each, with how much of the app rests on it. */
export const notRehearsedTold = (all: readonly NotRehearsed[], { color }: Theme): readonly string[] =>
  all.map(({ type, path, reason, dependents }) => {
    const rests = dependents.length === 0 ? '' : `; it is referred to by ${dependents.join(', ')}`;
    return `  ${color.red('not rehearsed:')} ${path} (${type}): ${reason}${rests}`;
  });
