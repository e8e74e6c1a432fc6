import { describe, expect, test } from '@jest/globals';
import { type Comparison, comparisonTable } from '../../bench/comparison';
import { timingOf } from '../../bench/statistics';
import { median } from '../../lib/ground/median';

const comparison: Comparison = {
  title: 'ours against theirs',
  ours: { name: 'ours', timing: timingOf([2, 1, 3]) },
  theirs: { name: 'theirs, by hand', timing: timingOf([4]) },
  ratio: 0.5,
  bar: 1,
  parts: [{ name: 'start', seconds: 0.25 }],
};

describe('a benchmark', () => {
  test.each([
    [[3], 3],
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
  ])('takes the middle of %p', (numbers, middle) => {
    expect(median(numbers)).toBe(middle);
  });

  test('fails to take the middle of nothing', () => {
    expect(() => median([])).toThrow('nothing was measured');
  });

  test('prints both sides, the ratio against its bar, and where the time goes', () => {
    expect(comparisonTable(comparison)).toBe(
      [
        'ours against theirs',
        '  ours                2.0 s   (1.0 to 3.0 s in 3 runs)',
        '  theirs, by hand     4.0 s   (4.0 to 4.0 s in 1 runs)',
        '  ratio 0.50, within the bar of 1.0',
        '  where the time goes:',
        '  start               0.3 s',
      ].join('\n'),
    );
  });

  test('prints what is not measured in seconds in its own unit', () => {
    const [, ours, theirs] = comparisonTable({ ...comparison, unit: 'MB' }).split('\n');
    expect(ours).toBe('  ours               2.0 MB   (1.0 to 3.0 MB in 3 runs)');
    expect(theirs).toContain('4.0 MB   (4.0 to 4.0 MB');
  });

  test('prints other numbers, and judges those that have a bar', () => {
    const facts = [
      { name: 'calls', value: 11_177 },
      { name: 'calls by floor', value: 1.0004, bar: 1.05 },
      { name: 'memory, MB', value: 294.9, bar: 200 },
    ];
    expect(
      comparisonTable({ ...comparison, facts })
        .split('\n')
        .slice(-3),
    ).toEqual([
      '  calls              11177',
      '  calls by floor      1.00   within the bar of 1.05',
      '  memory, MB        294.90   above the bar of 200',
    ]);
  });

  test('says so when the ratio is above its bar', () => {
    expect(comparisonTable({ ...comparison, ratio: 1.2 })).toContain('ratio 1.20, above the bar of 1.0');
  });
});
