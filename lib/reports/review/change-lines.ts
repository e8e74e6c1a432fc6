import type { AccessChange, News, Review, StackReview } from '../../contract/review';
import { isBroader } from '../../contract/review';
import { counted } from '../../ground/counted';
import { isObject, listAt } from '../../ground/json';
import type { DiffLine } from '../kit';

/** Lines that a card shows; the stack's own part has all of them. */
const MOST = 14;

/** What was and what is of the thing that news speaks of, line by line; empty where the news says it all. */
export const changeLines = (news: News, review: Review): readonly DiffLine[] => {
  const lines = allChanges(news, review);
  const more = lines.length - MOST;
  return more > 0 ? [...lines.slice(0, MOST), { sign: ' ', text: `and ${counted(more, 'more line')}` }] : lines;
};

/** The same, however many lines there are. */
export const allChanges = (news: News, review: Review): readonly DiffLine[] => {
  const { kind, logicalId } = news;
  const stack = reviewedStackOf(news, review);
  if (stack === undefined || logicalId === undefined || stack.change !== 'changed') return [];
  return linesFor(kind, stack, logicalId);
};

/** The stack that news is about; a document of before they said so has no account or region in them. */
export const reviewedStackOf = ({ stackName, account, region }: News, { stacks }: Review): StackReview | undefined =>
  stacks.find(
    (each) =>
      each.stackName === stackName &&
      each.account === (account ?? each.account) &&
      each.region === (region ?? each.region),
  );

const linesFor = (kind: News['kind'], stack: StackReview, logicalId: string): readonly DiffLine[] => {
  const own = (list: readonly AccessChange[]) => list.filter((change) => change.logicalId === logicalId);
  if (kind === 'permissions-broader' || kind === 'network-broader') {
    return own(kind === 'permissions-broader' ? stack.permissions : stack.network)
      .filter(isBroader)
      .flatMap(({ before, after }) => difference(linesOf(before), linesOf(after)));
  }
  const resource = stack.resources.find((each) => each.logicalId === logicalId);
  return (resource?.properties ?? [])
    .filter(({ path }) => !/^(Metadata|DependsOn)\b/.test(path))
    .flatMap(({ path, before, after }) => {
      const name = path.replace(/^Properties\./, '');
      return difference(linesOf(before, name), linesOf(after, name));
    });
};

/** A value with each entry of a list on a line of its own, so that what stays is not said to change. */
const linesOf = (value: unknown, name = ''): readonly string[] => {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((each) => linesOf(each, name));
  if (!isObject(value) || isIntrinsic(value))
    return [`${name === '' ? '' : `${name}: `}${typeof value === 'string' ? value : JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([key, inner]) => linesOf(inner, name === '' ? key : `${name}.${key}`));
};

const isIntrinsic = (value: object): boolean =>
  Object.keys(value).every((key) => key === 'Ref' || key.startsWith('Fn::')) && listAt(Object.keys(value)).length === 1;

/** What is new stands behind the last line of its name, so that a statement still reads as one. */
const difference = (before: readonly string[], after: readonly string[]): readonly DiffLine[] => {
  const [was, is] = [new Set(before), new Set(after)];
  const lines: DiffLine[] = before.map((text) => ({ sign: is.has(text) ? ' ' : '−', text }));
  for (const text of after.filter((each) => !was.has(each))) {
    const last = lines.findLastIndex((line) => nameOf(line.text) === nameOf(text));
    lines.splice(last < 0 ? lines.length : last + 1, 0, { sign: '+', text });
  }
  return lines;
};

const nameOf = (line: string): string => line.split(': ')[0] ?? line;
