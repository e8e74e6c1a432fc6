import { FLOW } from './samples';

/**
 * What nobody can tell of a flow from what is recorded of it in a format; nothing in AWS's own, which has all of it.
 *
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
 */
export const untoldBy = (format: unknown): readonly string[] => {
  if (format === undefined) return [];
  if (typeof format !== 'string') return Object.values(FLOW.tells);
  const fields = new Set([...format.matchAll(/\$\{([a-z0-9-]+)\}/g)].map(([, field]) => field));
  return Object.entries(FLOW.tells)
    .filter(([field]) => !fields.has(field))
    .map(([, what]) => what);
};
