import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { expectedDurations } from '../../../lib/rehearsal/record/expected-durations';
import { ACTIONS, ended, stageEvents, started, summaryOf } from '../_helpers/events';
import { temporaryDirectory } from '../_helpers/temporary-directory';

/** A record of a release whose build took so many seconds. */
const record = (
  records: string,
  number: number,
  seconds: number,
  status: 'Succeeded' | 'Failed' = 'Succeeded',
  cached?: string,
): void => {
  const directory = join(records, `0b5e3c1a-0000-4000-8000-00000000000${number}`);
  mkdirSync(directory, { recursive: true });
  const built = stageEvents(ACTIONS.build, 0, seconds, status).map((event) =>
    cached !== undefined && event.type === 'action-ended' ? { ...event, cached } : event,
  );
  const summary = summaryOf([
    started,
    ...built,
    ...stageEvents(ACTIONS.approve, seconds, seconds + 3600, 'Succeeded'),
    ...stageEvents(ACTIONS.deploy, seconds + 3600, seconds + 3605, 'Succeeded'),
    ended(seconds + 3605, status),
  ]);
  writeFileSync(join(directory, 'summary.json'), JSON.stringify(summary));
};

test('a stage is expected to take the median of releases that succeeded, without the time that people took, or what was taken over', () => {
  const records = temporaryDirectory();
  for (const [number, seconds] of [50, 70, 1000].entries()) record(records, number, seconds);
  record(records, 4, 1, 'Failed');
  record(records, 5, 1, 'Succeeded', 'an earlier one');
  expect(expectedDurations(records)).toEqual({ Build: 70_000, dev: 5000 });
});

test('between two of them it is what lies in the middle', () => {
  const records = temporaryDirectory();
  for (const [number, seconds] of [50, 70].entries()) record(records, number, seconds);
  expect(expectedDurations(records)['Build']).toBe(60_000);
});

test('nothing is expected where nothing was released, and of what is no record', () => {
  const records = temporaryDirectory();
  expect(expectedDurations(join(records, 'not-there'))).toEqual({});
  mkdirSync(join(records, '0b5e3c1a-0000-4000-8000-000000000000'));
  writeFileSync(join(records, '0b5e3c1a-0000-4000-8000-000000000000', 'summary.json'), '{"status":"Succeeded"');
  expect(expectedDurations(records)).toEqual({});
});
