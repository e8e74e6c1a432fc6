import { isObject, listAt } from '../ground/json';

/** Values that a sentence names before it says how many more there are. */
const MOST = 3;
/** A longer value is cut in a sentence: the page shows it whole. */
const LONGEST = 120;

/** A value as a person says it: an intrinsic function by what it refers to. */
export const inShort = (value: unknown): string => {
  const text = typeof value === 'string' ? value : (intrinsic(value) ?? JSON.stringify(value) ?? 'nothing');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};

const intrinsic = (value: unknown): string | undefined => {
  if (!isObject(value) || Object.keys(value).length !== 1) return undefined;
  const { Ref: name, 'Fn::GetAtt': attribute, 'Fn::Join': join, 'Fn::Sub': sub } = value;
  if (typeof sub === 'string') return sub;
  if (typeof name === 'string') return `\${${name}}`;
  if (attribute !== undefined) return `\${${listAt(attribute).map(String).join('.')}}`;
  if (Array.isArray(join) && Array.isArray(join[1])) return join[1].map(inShort).join(String(join[0]));
  return undefined;
};

/** A few values, and how many more there are. */
export const shortList = (values: readonly unknown[]): string => {
  const more = values.length - MOST;
  return `${values.slice(0, MOST).map(inShort).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};
