import { FLOW } from './samples';

/**
 * What nobody can tell of a flow from what is recorded of it in a format; nothing in AWS's own, which has all of it.
 *
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
 */
export const untoldBy = (format: unknown): readonly string[] => {
  if (format === undefined) return [];
  if (typeof format !== 'string') return Object.values(FLOW.tells);
  const fields = new Set(fieldsOf(format));
  return Object.entries(FLOW.tells)
    .filter(([field]) => !fields.has(field))
    .map(([, what]) => what);
};

/** The fields of a record in a format, in their order; without a format those of AWS's own. */
export const fieldsOf = (format: unknown): readonly string[] =>
  format === undefined
    ? Object.keys(FLOW.record)
    : [...String(format).matchAll(/\$\{([a-z0-9-]+)\}/g)].map(([, field = '']) => field);
