/** Where things lie in the data bucket; notification filter, role policies and function agree on it. This file imports nothing. */

/** NDJSON objects put here are processed. */
export const INCOMING_PREFIX = 'incoming/';

/** Tokenized records, under the name the object had below `incoming/`. Its presence says that the object was processed to the end. */
export const PROCESSED_PREFIX = 'processed/';

/** Lines that could not be read, with the reason, under the same name. */
export const QUARANTINE_PREFIX = 'quarantine/';
