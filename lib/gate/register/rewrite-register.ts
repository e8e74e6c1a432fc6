import { isScalar, LineCounter, parseDocument, stringify } from 'yaml';
import type { MovedAcknowledgements } from '../../contract/gate-report';
import { isObject } from '../../ground/json';
import { withId } from './renamed-ids';

/** One name in a register, and what it becomes. */
export interface Renaming {
  readonly line: number;
  readonly from: string;
  readonly to: string;
}

/** A register with other names in it, and which. */
export interface Rewritten {
  readonly yaml: string;
  readonly changes: readonly Renaming[];
}

/**
 * Writes the new names of moved resources into the text of a register. Only the names change, in entries of their own stack, so
 * that nothing more is accepted than before; comments, order and every other letter stay.
 */
export const rewriteRegister = (yaml: string, moves: readonly MovedAcknowledgements[]): Rewritten => {
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines });
  const texts = Object.entries<unknown>(document.toJS({ maxAliasCount: 0 }) ?? {}).flatMap(([cause, decision]) =>
    listIn(decision, 'accepts').flatMap((entry, index) => textsIn(entry, [cause, 'accepts', index])),
  );
  const places = texts.flatMap(({ stack, text, path }) => {
    const own = moves.filter((each) => each.stack === stack);
    // In a finding the id alone is another, whichever way it is quoted.
    const withIds = (finding: string) => own.reduce((rest, { from, to }) => withId(rest, from, to), finding);
    const isName = path.at(-2) === 'resources';
    const becomes = isName ? (own.find(({ from }) => from === text)?.to ?? text) : withIds(text);
    const node = document.getIn(path, true);
    if (becomes === text || !isScalar(node) || !node.range) return [];
    const [start, end] = node.range;
    const source = isName ? scalar(becomes) : withIds(yaml.slice(start, end));
    return [{ start, end, source, line: lines.linePos(start).line, from: text, to: becomes }];
  });
  const rewritten = places
    .toSorted((one, other) => other.start - one.start)
    .reduce((rest, { start, end, source }) => `${rest.slice(0, start)}${source}${rest.slice(end)}`, yaml);
  return { yaml: rewritten, changes: places.map(({ line, from, to }) => ({ line, from, to })) };
};

interface Placed {
  readonly stack: unknown;
  readonly text: string;
  readonly path: readonly (string | number)[];
}

/** What an entry calls its finding and its resources. */
const textsIn = (entry: unknown, path: readonly (string | number)[]): readonly Placed[] => {
  if (!isObject(entry)) return [];
  const stack = entry['stack'];
  const resources = listIn(entry, 'resources').map((name, at) => ({
    stack,
    text: String(name),
    path: [...path, 'resources', at],
  }));
  return [{ stack, text: String(entry['finding']), path: [...path, 'finding'] }, ...resources];
};

const listIn = (value: unknown, key: string): readonly unknown[] => {
  const list = isObject(value) ? value[key] : undefined;
  return Array.isArray(list) ? list : [];
};

/** As it may stand in a list of either style. */
const scalar = (name: string): string => (/^[\w./@-]+$/.test(name) ? stringify(name).trimEnd() : JSON.stringify(name));
