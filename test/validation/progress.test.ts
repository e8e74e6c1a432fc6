import { describe, expect, test } from '@jest/globals';
import { progressOn, statusLine } from '../../lib/validation/progress';

const CALL = { service: 'KMS', operation: 'DescribeKey' };

const recorded = () => {
  const shown: string[] = [];
  let now = 0;
  const line = { show: (text: string) => shown.push(text), clear: () => shown.push('') };
  return { shown, progress: progressOn(line, 'dev', () => now), at: (time: number) => (now = time) };
};

describe('the progress of a validation', () => {
  test('tells answers, calls, throttling and time', () => {
    const { shown, progress, at } = recorded();
    progress.answered(0, 3);
    at(200);
    progress.asked(CALL);
    at(1_400);
    progress.throttled(CALL);
    at(3_000);
    progress.answered(2, 3);
    progress.end();
    expect(shown).toEqual([
      'dev: 0 of 3 checks answered, 0 calls, 0 s',
      'dev: 0 of 3 checks answered, 1 calls, 0 s',
      'dev: 0 of 3 checks answered, 1 calls, throttled 1 times, 1 s',
      'dev: 2 of 3 checks answered, 1 calls, throttled 1 times, 3 s',
      '',
    ]);
  });

  test('is not written more often than somebody can read', () => {
    const { shown, progress, at } = recorded();
    for (let time = 0; time < 1_000; time += 1) {
      at(time);
      progress.asked(CALL);
    }
    expect(shown).toHaveLength(10);
  });
});

describe('the status line', () => {
  test('stays on one line of a terminal', () => {
    const written: string[] = [];
    const line = statusLine({ isTTY: true, columns: 10, write: (text) => written.push(text) });
    line?.show('0123456789abc');
    line?.clear();
    expect(written).toEqual(['\r\u001b[2K012345678', '\r\u001b[2K']);
  });

  test('does not exist elsewhere', () => {
    expect(statusLine({ write: () => undefined })).toBeUndefined();
  });
});
