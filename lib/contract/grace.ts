/** A calendar day of UTC, `YYYY-MM-DD`. */
export type Day = string;

/** Days before its end on which what expires is told of. */
export const ENDS_SOON_DAYS = 90;

const MILLISECONDS = 24 * 60 * 60 * 1000;

/** The day of UTC that a moment lies in. */
export const dayOf = (moment: Date): Day => moment.toISOString().slice(0, 10);

/** Whether a text is a day that a calendar has. */
export const isDay = (text: string): text is Day =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && dayOf(new Date(text)) === text;

/** Whole days from one to another; negative where the other is earlier. */
export const daysBetween = (from: Day, to: Day): number => (Date.parse(to) - Date.parse(from)) / MILLISECONDS;

/** The day so many days after one. */
export const daysAfter = (day: Day, days: number): Day => dayOf(new Date(Date.parse(day) + days * MILLISECONDS));

/** The first day on which the gate refuses what was accepted until a day, and counted for some more. */
export const firstDayRefused = (expires: Day, graceDays: number): Day => daysAfter(expires, graceDays + 1);
