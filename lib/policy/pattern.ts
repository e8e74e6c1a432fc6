import type { Values } from './request';

/** A policy text after its variables are replaced; literal `*`, `?` and `$` stand as `${*}`, `${?}` and `${$}`. */
export type Expanded = { readonly text: string } | { readonly missing: string };

const VARIABLE = /\$\{([^}]*)\}/g;
const DEFAULTED = /^([^,\s]+)\s*,\s*'([^']*)'$/;

/** The character a token stands for when it is no wildcard. */
const character = (token: string): string => (token.length > 3 ? token.charAt(2) : token);

const escaped = (value: string): string => value.replace(/[*?$]/g, (character) => `\${${character}}`);

/**
 * Replaces policy variables such as `${aws:username}` or `${aws:PrincipalTag/team, 'none'}`.
 * Only documents of version 2012-10-17 have variables; in older ones `${` is plain text.
 * Source: IAM user guide, "IAM policy elements: Variables and tags".
 */
export const expand = (text: string, values: Values, variables: boolean): Expanded => {
  if (!text.includes('$')) return { text };
  if (!variables) return { text: text.replaceAll('$', () => '${$}') };
  let missing: string | undefined;
  const replaced = text.replace(VARIABLE, (whole, name: string) => {
    if (name === '*' || name === '?' || name === '$') return whole;
    const [, key = name, fallback] = DEFAULTED.exec(name) ?? [];
    const found = values.get(key.toLowerCase()) ?? [];
    const value = found.length === 1 ? found[0] : found.length === 0 ? fallback : undefined;
    if (value === undefined) missing ??= whole;
    return escaped(value ?? '');
  });
  return missing === undefined ? { text: replaced } : { missing };
};

const TOKEN = /\$\{[*?$]\}|[\s\S]/gu;

/** Tokens of the patterns that were matched before: there are few, and each is matched with many texts. */
const tokenized = new Map<string, readonly string[]>();

const tokensOf = (pattern: string): readonly string[] => {
  const tokens = tokenized.get(pattern) ?? pattern.match(TOKEN) ?? [];
  tokenized.set(pattern, tokens);
  return tokens;
};

/** What a text without has as many characters as units. */
const SURROGATE = /[\uD800-\uDFFF]/;

/** What a pattern without is just a text. */
const SPECIAL = /[*?]|\$\{/;

/** An expanded text read as plain text: nothing in it is a wildcard. */
export const literal = (text: string): string => (text.includes('$') ? text.replace(/\$\{([*?$])\}/g, '$1') : text);

/** Does the text match a pattern where `*` is any run of characters and `?` exactly one? Linear, no backtracking tree. */
export const matches = (pattern: string, text: string): boolean => {
  const special = pattern.search(SPECIAL);
  if (special < 0) return pattern === text;
  if (!text.startsWith(pattern.slice(0, special))) return false;
  const tokens = tokensOf(pattern);
  const characters = SURROGATE.test(text) ? [...text] : text;
  let at = 0;
  let token = 0;
  let star = -1;
  let resume = 0;
  while (at < characters.length) {
    const expected = tokens[token];
    if (expected === '*') {
      star = token++;
      resume = at;
    } else if (expected !== undefined && (expected === '?' || character(expected) === characters[at])) {
      token++;
      at++;
    } else if (star >= 0) {
      token = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  return tokens.slice(token).every((rest) => rest === '*');
};

/** The six parts of an ARN; the last keeps its colons. Undefined when there are fewer. */
export const arnParts = (arn: string): readonly string[] | undefined => {
  const parts = parted.get(arn) ?? sixOf(arn.split(':'));
  parted.set(arn, parts);
  return parts.length < 6 ? undefined : parts;
};

const sixOf = (parts: readonly string[]): readonly string[] =>
  parts.length < 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];

/** ARNs that were taken apart before: each is compared with many others. */
const parted = new Map<string, readonly string[]>();

/** Does an ARN match an ARN pattern, part by part, so that no wildcard reaches over a colon before the resource? */
export const matchesArn = (pattern: readonly string[], arn: readonly string[]): boolean =>
  pattern.every((part, index) => matches(part, arn[index] ?? ''));
