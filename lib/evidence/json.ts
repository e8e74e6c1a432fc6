import * as z from 'zod';

/** Values in a statement, a report or a decision: about ten per action and per result. A complaint about each takes a kilobyte. */
const MOST_VALUES = 200_000;

const BEFORE_A_VALUE: ReadonlySet<number> = new Set(Buffer.from('[{,'));

/** The value of a JSON text that may be hostile; undefined for what is no JSON, or of more values than any record of a release. */
export const parsedJson = (bytes: Buffer, most = MOST_VALUES): unknown => {
  let values = 1;
  // Every value but the first has one of these before it, so that nothing has to be parsed to be counted.
  for (const byte of bytes) {
    if (BEFORE_A_VALUE.has(byte) && ++values > most) return undefined;
  }
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
};

/** Why there is no value. */
export const NO_JSON = 'it is no JSON, or has more values in it than any record of a release';

/** What a schema has to say about a value, in one line. */
export const problemsIn = (error: z.ZodError): string => z.prettifyError(error).replaceAll(/\s*\n\s*/g, ' ');
