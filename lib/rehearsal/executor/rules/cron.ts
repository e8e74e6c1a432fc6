import { Cron } from 'croner';
import { Failure } from '../failure';

/**
 * Whether a window is open at a moment: six fields (seconds, minutes, hours, day of the month, month, day of the week, which
 * counts from 1, Sunday) and a year that may be missing.
 *
 * @throws {Failure} when the text is no such expression, or the zone is not known
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-DeploymentWindow.html
 */
export const openAt = (cron: string, zone: string): ((moment: Date) => boolean) => {
  const fields = cron.trim().split(/\s+/);
  const job = read(fields, zone);
  if (fields[0] !== '*') throw wrong(fields, `seconds are ${fields[0]}, only * is allowed`);
  return (moment) => job.match(moment);
};

const read = (fields: readonly string[], timezone: string): Cron => {
  try {
    Intl.DateTimeFormat('en', { timeZone: timezone });
  } catch (error) {
    throw new Failure(`TimeZone "${timezone}" is not known: use a name such as Europe/Vienna, or UTC`, {
      cause: error,
    });
  }
  try {
    // The last day of a week is Saturday; the library knows `L` behind a weekday only.
    return new Cron(fields.map((field, index) => (index === 5 && field === 'L' ? '7' : field)).join(' '), {
      timezone,
      mode: '6-or-7-parts',
      // As Quartz reads it: weekdays from 1, steps from a number (0/15), and days that fit in both ways.
      alternativeWeekdays: true,
      sloppyRanges: true,
      domAndDow: true,
    });
  } catch (error) {
    throw wrong(fields, (error as Error).message.replace('CronPattern: ', ''));
  }
};

const wrong = (fields: readonly string[], why: string): Failure =>
  new Failure(`Cron "${fields.join(' ')}" cannot be read: ${why}`);
