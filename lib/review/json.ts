import { isObject, type JsonObject, listAt, own } from '../ground/json';

/**
 * A text that two values of templates share exactly when they are the same JSON, in whatever order their keys stand, or one text
 * that is put together in two ways: by `Fn::Sub` and by `Fn::Join`.
 */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? 'undefined';
  const pieces = piecesOf(value);
  if (pieces !== undefined) return pieces.length === 1 ? canonical(pieces[0]) : `text of [${pieces.map(canonical)}]`;
  const entries = Object.keys(value)
    .toSorted()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${entries.join(',')}}`;
};

/** What a text is put together from, in order; undefined for what is no such text. */
const piecesOf = (value: JsonObject): readonly unknown[] | undefined => {
  const [key = '', ...others] = Object.keys(value);
  if (others.length > 0) return undefined;
  const argument = value[key];
  if (key === 'Fn::Sub') return piecesOfSub(argument);
  if (key === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1])) {
    const between: unknown = argument[0];
    return inOne(argument[1].flatMap((part: unknown, index) => (index === 0 ? [part] : [between, part])));
  }
  // Down to a list of two, as it is mostly written.
  if (key !== 'Fn::GetAtt' || typeof argument !== 'string') return undefined;
  const [owner, ...attribute] = argument.split('.');
  return [{ [key]: [owner, attribute.join('.')] }];
};

const piecesOfSub = (argument: unknown): readonly unknown[] | undefined => {
  const [text, given] = listAt(argument);
  if (typeof text !== 'string') return undefined;
  const variables = isObject(given) ? given : {};
  // Every other piece is a name.
  const pieces = text.split(/\$\{([^!}][^}]*)\}/);
  return inOne(
    pieces.map((piece, index) => {
      if (index % 2 === 0) return piece.replaceAll('${!', '${');
      const name = piece.trim();
      return own(variables, name) ?? (name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name });
    }),
  );
};

/** Texts that stand side by side are one, and those within are taken apart. */
const inOne = (pieces: readonly unknown[]): readonly unknown[] => {
  const flat = pieces.flatMap((piece) => (isObject(piece) ? (piecesOf(piece) ?? [piece]) : [piece]));
  const joined: unknown[] = [];
  for (const piece of flat) {
    const last = joined.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') joined[joined.length - 1] = `${last}${piece}`;
    else if (piece !== '') joined.push(piece);
  }
  return joined.length === 0 ? [''] : joined;
};

/** Are two values the same JSON, or one text? */
export const isSame = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

/** A value with everything in it that is the same as in another written as it stands there. */
export const alignedWith = (other: unknown, value: unknown): unknown => {
  if (isSame(other, value)) return other;
  if (Array.isArray(other) && Array.isArray(value)) return value.map((each, index) => alignedWith(other[index], each));
  if (!isObject(other) || !isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, alignedWith(own(other, key), each)]));
};

/** Every key of two objects, sorted. */
export const keysOf = (one: JsonObject, other: JsonObject): readonly string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted();
