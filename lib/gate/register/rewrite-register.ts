import { isScalar, LineCounter, parseDocument, stringify } from 'yaml';
import type { MovedAcknowledgements } from '../../contract/gate-report';
import { isObject } from '../../ground/json';

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
  const names = Object.entries<unknown>(document.toJS({ maxAliasCount: 0 }) ?? {}).flatMap(([cause, decision]) =>
    listIn(decision, 'accepts').flatMap((entry, index) =>
      listIn(entry, 'resources').map((name, position) => ({
        stack: isObject(entry) ? entry['stack'] : undefined,
        name,
        path: [cause, 'accepts', index, 'resources', position],
      })),
    ),
  );
  const places = names.flatMap(({ stack, name, path }) => {
    const move = moves.find((each) => each.stack === stack && each.from === name);
    const node = document.getIn(path, true);
    if (move === undefined || !isScalar(node) || !node.range) return [];
    const [start, end] = node.range;
    return [{ start, end, line: lines.linePos(start).line, from: move.from, to: move.to }];
  });
  const text = places
    .toSorted((one, other) => other.start - one.start)
    .reduce((rest, { start, end, to }) => `${rest.slice(0, start)}${scalar(to)}${rest.slice(end)}`, yaml);
  return { yaml: text, changes: places.map(({ line, from, to }) => ({ line, from, to })) };
};

const listIn = (value: unknown, key: string): readonly unknown[] => {
  const list = isObject(value) ? value[key] : undefined;
  return Array.isArray(list) ? list : [];
};

/** As it may stand in a list of either style. */
const scalar = (name: string): string => (/^[\w./@-]+$/.test(name) ? stringify(name).trimEnd() : JSON.stringify(name));
