import { type KeyRing, parseKeyRing } from '../../../functions/key-ring';

/** Key material that must never be seen in a message. */
export const material = (letter: string): string => letter.repeat(64);

/** The text of a ring of keys k1…kn with `current`. */
export const ringText = (current: string, ...ids: readonly string[]): string =>
  JSON.stringify({ current, ...Object.fromEntries(ids.map((id) => [id, material(id.slice(-1))])) });

/** The ring of {@link ringText}. */
export const ring = (current: string, ...ids: readonly string[]): KeyRing => parseKeyRing(ringText(current, ...ids));
