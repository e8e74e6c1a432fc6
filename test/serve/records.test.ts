import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { executionId, pastSummary, writePast } from '../../bench/served-releases';
import { expectedOf } from '../../lib/serve/durations';
import { PastReleases } from '../../lib/serve/records';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'records-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const write = (number: number, changes: object, at: number): void => {
  const file = join(directory, executionId(number), 'summary.json');
  writeFileSync(file, JSON.stringify({ ...pastSummary(number), ...changes }));
  utimesSync(file, at, at);
};

describe('past releases', () => {
  test('are newest first, and none where there is no directory', () => {
    writePast(directory, 3);
    const releases = new PastReleases(directory);
    expect(releases.all().map(({ pipelineExecutionId }) => pipelineExecutionId)).toEqual([2, 1, 0].map(executionId));
    expect(new PastReleases(join(directory, 'absent')).all()).toEqual([]);
  });

  test('are found when they come, and gone when they are removed', () => {
    const releases = new PastReleases(directory);
    expect(releases.all()).toEqual([]);
    writePast(directory, 2);
    utimesSync(directory, 1, 1);
    expect(releases.all()).toHaveLength(2);
    rmSync(join(directory, executionId(0)), { recursive: true });
    utimesSync(directory, 2, 2);
    expect(releases.all()).toHaveLength(1);
    expect(releases.find(executionId(0))).toBeUndefined();
  });

  test('are read again while they run, and not when they have long ended', () => {
    writePast(directory, 2);
    write(1, { status: 'InProgress', endTime: null }, 1);
    const releases = new PastReleases(directory);
    expect(releases.find(executionId(1))?.status).toBe('InProgress');
    write(1, { status: 'Failed' }, 2);
    write(0, { status: 'Failed' }, 2);
    expect(releases.find(executionId(1))?.status).toBe('Failed');
    expect(releases.find(executionId(0))?.status).toBe('Succeeded');
  });

  test.each(['', '{', '[]', '{"schema":1}'])('that nobody can read are named, and end no page: %j', (text) => {
    writePast(directory, 2);
    const file = join(directory, executionId(0), 'summary.json');
    writeFileSync(file, text);
    utimesSync(file, 1, 1);
    const releases = new PastReleases(directory);
    expect(releases.all().map(({ pipelineExecutionId }) => pipelineExecutionId)).toEqual([executionId(1)]);
    expect(releases.damaged()).toEqual([executionId(0)]);
  });
});

describe('what is expected', () => {
  const TAKEN = { cached: executionId(1) };

  test('is the median of what has succeeded and was run, and nothing of what a person has decided', () => {
    const took = (seconds: number, status = 'Succeeded', more = {}) => {
      const summary = pastSummary(0);
      const endTime = new Date(Date.parse(summary.startTime) + seconds * 1000).toISOString();
      const [stage] = summary.stages;
      const [action] = stage?.actions ?? [];
      if (stage === undefined || action === undefined) throw new Error('the generator makes no stage');
      const actions = [
        { ...action, ...more, status, endTime },
        { ...action, actionName: 'Approve', category: 'Approval', endTime },
      ];
      return { ...summary, endTime, stages: [{ ...stage, actions }] } as typeof summary;
    };
    const expected = expectedOf([took(1), took(3), took(8), took(100, 'Failed'), took(0, 'Succeeded', TAKEN)]);
    expect(expected.get('Source/source')).toBe(3000);
    expect(expected.has('Source/Approve')).toBe(false);
  });

  test('is nothing before the first', () => {
    expect(expectedOf([]).size).toBe(0);
  });
});
