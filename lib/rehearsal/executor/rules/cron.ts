import { Failure } from '../failure';

/** A day and minute as a clock on a wall shows them; weekdays count from 1, Sunday. */
interface WallTime {
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  readonly month: number;
  readonly year: number;
  readonly weekday: number;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

type Field = (at: WallTime) => boolean;

/**
 * Whether a window is open at a moment: six fields (seconds, minutes, hours, day of the month, month, day of the week) and a
 * year that may be missing.
 *
 * @throws {Failure} when the text is no such expression, or the zone is not known
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-DeploymentWindow.html
 */
export const openAt = (cron: string, zone: string): ((moment: Date) => boolean) => {
  const parts = cron.trim().split(/\s+/);
  const [seconds, minutes = '', hours = '', days = '', months = '', weekdays = '', years = '*'] = parts;
  if (parts.length < 6 || parts.length > 7) throw wrong(cron, `it has ${parts.length} fields, 6 or 7 are needed`);
  if (seconds !== '*') throw wrong(cron, `seconds are ${seconds}, only * is allowed`);
  const fields: readonly Field[] = [
    numbers(cron, minutes, 'minute', 0, 59),
    numbers(cron, hours, 'hour', 0, 23),
    daysOf(cron, days),
    numbers(cron, named(months, MONTHS), 'month', 1, 12),
    weekdaysOf(cron, named(weekdays, WEEKDAYS)),
    numbers(cron, years, 'year', 1970, 2199),
  ];
  const read = clock(zone);
  return (moment) => {
    const at = read(moment);
    return fields.every((field) => field(at));
  };
};

const wrong = (cron: string, why: string): Failure => new Failure(`Cron "${cron}" cannot be read: ${why}`);

/** Names as the numbers that they stand for; the first is 1. */
const named = (text: string, names: readonly string[]): string =>
  text.toUpperCase().replaceAll(/[A-Z]{3}/g, (name) => String(names.indexOf(name) + 1 || name));

/** A list of numbers, ranges and steps. */
const numbers = (cron: string, text: string, unit: keyof WallTime, min: number, max: number): Field => {
  const allowed = new Set<number>();
  for (const part of text.split(',')) {
    const found = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (found === null) throw wrong(cron, `${unit} ${part} is no number, range or step`);
    const [, from, to, step] = found;
    const first = from === undefined ? min : Number(from);
    const last = to === undefined ? (from === undefined || step !== undefined ? max : first) : Number(to);
    if (first < min || last > max || first > last || step === '0') {
      throw wrong(cron, `${unit} ${part} is not within ${min} to ${max}`);
    }
    for (let value = first; value <= last; value += Number(step ?? 1)) allowed.add(value);
  }
  return (at) => allowed.has(at[unit]);
};

const daysOf = (cron: string, text: string): Field => {
  if (text === '?') return () => true;
  if (text.includes('W')) throw wrong(cron, `day ${text} names a nearest weekday, which cannot be rehearsed`);
  const last = /^L(?:-(\d+))?$/.exec(text);
  return last ? (at) => at.day === daysIn(at) - Number(last[1] ?? 0) : numbers(cron, text, 'day', 1, 31);
};

const weekdaysOf = (cron: string, text: string): Field => {
  if (text === '?') return () => true;
  if (text === 'L') return (at) => at.weekday === 7;
  const last = /^([1-7])L$/.exec(text);
  if (last) return (at) => at.weekday === Number(last[1]) && at.day > daysIn(at) - 7;
  const nth = /^([1-7])#([1-5])$/.exec(text);
  if (nth) return (at) => at.weekday === Number(nth[1]) && Math.ceil(at.day / 7) === Number(nth[2]);
  return numbers(cron, text, 'weekday', 1, 7);
};

const daysIn = ({ year, month }: WallTime): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

const clock = (timeZone: string): ((moment: Date) => WallTime) => {
  const format = formatIn(timeZone);
  return (moment) => {
    const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
    const number = (part: string): number => Number(parts[part]);
    const [year, month, day] = [number('year'), number('month'), number('day')];
    const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
    return { minute: number('minute'), hour: number('hour'), day, month, year, weekday };
  };
};

const formatIn = (timeZone: string): Intl.DateTimeFormat => {
  try {
    const numeric = 'numeric' as const;
    const date = { year: numeric, month: numeric, day: numeric };
    return new Intl.DateTimeFormat('en', { timeZone, ...date, hour: numeric, minute: numeric, hourCycle: 'h23' });
  } catch (error) {
    throw new Failure(`TimeZone "${timeZone}" is not known: use a name such as Europe/Vienna, or UTC`, {
      cause: error,
    });
  }
};
