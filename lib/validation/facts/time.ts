/** Milliseconds of an hour. */
export const HOUR = 3_600_000;

/** Milliseconds of a day. */
export const DAY = 24 * HOUR;

/** A moment as people and programs read it. */
export const timeOf = (milliseconds: number): string => new Date(milliseconds).toISOString();
