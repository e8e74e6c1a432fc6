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
  const [seconds] = cron.trim().split(/\s+/);
  if (seconds !== '*') throw wrong(cron, `seconds are ${seconds}, only * is allowed`);
  const job = read(cron, zone);
  return (moment) => job.match(moment);
};

const read = (cron: string, timezone: string): Cron => {
  try {
    Intl.DateTimeFormat('en', { timeZone: timezone });
  } catch (error) {
    throw new Failure(`TimeZone "${timezone}" is not known: use a name such as Europe/Vienna, or UTC`, {
      cause: error,
    });
  }
  try {
    // The last day of a week is Saturday; the library knows `L` behind a weekday only.
    const fields = cron
      .trim()
      .split(/\s+/)
      .map((field, index) => (index === 5 && field === 'L' ? '7' : field));
    return new Cron(fields.join(' '), {
      timezone,
      mode: '6-or-7-parts',
      // As Quartz reads it: weekdays from 1, steps from a number (0/15), and days that fit in both ways.
      alternativeWeekdays: true,
      sloppyRanges: true,
      domAndDow: true,
    });
  } catch (error) {
    throw wrong(cron, (error as Error).message.replace('CronPattern: ', ''));
  }
};

const wrong = (cron: string, why: string): Failure => new Failure(`Cron "${cron}" cannot be read: ${why}`);
