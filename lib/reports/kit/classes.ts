import { type Html, html } from './html';

/** A `class` attribute with a space before it; nothing where there is no name. */
export const classes = (...names: readonly (string | false)[]): Html | false => {
  const list = names.filter((name) => name !== false);
  return list.length > 0 && html` class="${list.join(' ')}"`;
};
