import { describe, expect, test } from '@jest/globals';
import { daysIn, endingsIn } from '../../../bin/clock/endings';
import { noticesOf, OURS } from '../../../bin/clock/notices';
import { Delivery } from '../../pipeline/_helpers/delivery';

const RUNTIMES = noticesOf([]);

describe('what ends by itself', () => {
  test('is told once for each day, ninety days before, by the names of what ends', () => {
    const decisions = [
      { cause: 'the-trail', expires: '2027-05-31' },
      { cause: 'the-roles', expires: '2027-05-31' },
      { cause: 'the-trail', expires: '2027-05-31' },
      { cause: 'the-bucket', expires: '2028-04-30' },
      { cause: 'nobody-knows', expires: 'some day' },
    ];
    const notices = noticesOf(decisions);
    expect(notices.map(({ day }) => day)).toEqual(['2027-01-30', '2027-03-02', '2028-01-31']);
    expect(notices[1]?.text).toMatch(
      /^In 90 days: 2 decisions in acknowledgements\.yaml end \(the-trail, the-roles\)\. /,
    );
    expect(notices[2]?.text).toMatch(
      /1 decision in acknowledgements\.yaml ends \(the-bucket\)\. .* Lambda nodejs24\.x: no patches\. /,
    );
  });

  test('is told in a message that a rule can send, however many end on a day, however they are called', () => {
    const decisions = Array.from({ length: 300 }, (_, index) => ({
      cause: `"${index}" ${'x'.repeat(90)}`,
      expires: '2027-05-31',
    }));
    const [long, , one] = noticesOf([...decisions, { cause: 'x'.repeat(9000), expires: '2026-06-30' }]);
    expect(one?.text).toMatch(/ 300 decisions in .* end \("0" x.*, 280 more\)\. /);
    expect(long?.text).toMatch(/ 1 decision in acknowledgements\.yaml ends \(1 more\)\. /);
    for (const notice of [one, long]) expect(JSON.stringify(notice?.text).length).toBeLessThan(8192);
  });

  test('is every runtime of our templates, and no other', () => {
    const delivery = Delivery.of();
    const used = endingsIn(delivery.stacks.map(({ template }) => JSON.stringify(template)));
    expect(used.map(({ subject }) => subject)).toEqual(OURS);
    expect(used.every(({ days }) => days.length > 0)).toBe(true);
  });

  test('is told by schedules that never lie in the past, and the template is the same on every day', () => {
    const delivery = Delivery.of(undefined, RUNTIMES);
    const schedules = delivery
      .resources('AWS::Events::Rule')
      .filter(([id]) => id.startsWith('NotificationsEnds'))
      .map(([, { ScheduleExpression: when, Targets: targets }]) => [when, targets]);
    expect(schedules).toEqual([
      ['cron(0 9 30 1 ? 2027-2199)', [expect.objectContaining({ Input: JSON.stringify(RUNTIMES[0]?.text) })]],
      ['cron(0 9 31 1 ? 2028-2199)', [expect.objectContaining({ Input: JSON.stringify(RUNTIMES[1]?.text) })]],
    ]);
    expect(daysIn(delivery.stacks.map(({ template }) => JSON.stringify(template)))).toEqual([]);
  });
});
