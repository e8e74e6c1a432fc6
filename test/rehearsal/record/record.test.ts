import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { validationCollector } from '../../../bin/collectors/validation';
import type { ExecutorEvent } from '../../../lib/rehearsal/executor/event';
import { OpenRecord } from '../../../lib/rehearsal/record/record';
import { KEPT_RECORDS, recordsOf } from '../../../lib/rehearsal/record/records';
import { ACTIONS, at, stageEvents, started, startedAction } from '../_helpers/events';
import { temporaryDirectory } from '../_helpers/temporary-directory';

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

const endedWith = (directory: string): ExecutorEvent => ({
  type: 'action-ended',
  time: at(2),
  action: ACTIONS.deploy,
  status: 'Succeeded',
  summary: '',
  variables: {},
  outputs: [{ artifactName: 'Report', directory }],
});

const uuid = (number: number): string => `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;

describe('a record', () => {
  test('holds a whole summary after every event, and latest points to it', () => {
    const records = recordsOf(temporaryDirectory());
    const record = new OpenRecord(records, 'one');
    for (const event of [started, ...stageEvents(ACTIONS.source, 0, 1, 'Succeeded')]) {
      record.handle(event);
      expect(read(join(records, 'latest', 'summary.json'))).toEqual(record.summary);
    }
    expect(readlinkSync(join(records, 'latest'))).toBe('one');
    const other = new OpenRecord(records, 'two');
    expect(readlinkSync(join(records, 'latest'))).toBe('one');
    other.handle(started);
    expect(readlinkSync(join(records, 'latest'))).toBe('two');
  });

  test('says what was to go wrong, and nothing of it where nothing was', () => {
    const records = recordsOf(temporaryDirectory());
    const record = new OpenRecord(records, 'one');
    record.handle(started);
    record.setFaults([]);
    expect(record.summary).not.toHaveProperty('faults');
    record.setFaults([{ fault: 'expired:prod', times: 1 }]);
    expect(read(join(records, 'one', 'summary.json'))).toMatchObject({ faults: [{ fault: 'expired:prod', times: 1 }] });
  });

  test('says once what was not rehearsed, also after the pipeline has changed itself', () => {
    const records = recordsOf(temporaryDirectory());
    const record = new OpenRecord(records, 'one');
    record.handle(started);
    record.setNotRehearsed([]);
    expect(record.summary).not.toHaveProperty('notRehearsed');
    const thing = (path: string) => {
      return { type: 'AWS::No::Such', logicalId: 'A', path, stack: 'dev/Shop', reason: 'not there', dependents: ['B'] };
    };
    record.setNotRehearsed([thing('dev/Shop/A')]);
    record.setNotRehearsed([thing('dev/Shop/A'), thing('prod/Shop/A')]);
    const notRehearsed = [thing('dev/Shop/A'), thing('prod/Shop/A')];
    expect(read(join(records, 'one', 'summary.json'))).toMatchObject({ notRehearsed });
  });

  test('names logs relative to itself', () => {
    const record = new OpenRecord(recordsOf(temporaryDirectory()), 'one');
    record.handle(started);
    const event = startedAction(ACTIONS.source, 0);
    record.handle({ ...event, log: join(record.logDirectory, 'Source.repository.log') } as ExecutorEvent);
    expect(record.summary?.stages[0]?.actions[0]?.log).toBe('logs/Source.repository.log');
  });

  test('hides itself from git', () => {
    const records = recordsOf(temporaryDirectory());
    new OpenRecord(records, 'one');
    expect(readFileSync(join(records, '.gitignore'), 'utf8')).toBe('*\n');
  });

  test('removes the oldest records, and nothing else: no other directory, and none that is still written', () => {
    const records = recordsOf(temporaryDirectory());
    const written = new OpenRecord(records, uuid(99));
    utimesSync(written.directory, 0, 0);
    mkdirSync(join(records, 'something-else', 'logs'), { recursive: true });
    for (let age = 0; age < KEPT_RECORDS + 3; age += 1) {
      const record = new OpenRecord(records, uuid(age));
      record.handle(started);
      record.close();
      utimesSync(record.directory, age, age);
    }
    new OpenRecord(records, uuid(50)).handle(started);
    const left = readdirSync(records).filter((name) => name.endsWith('0000000000'));
    expect(left).toHaveLength(KEPT_RECORDS + 1);
    expect(left).not.toContain(uuid(0));
    expect(left).toContain(uuid(99));
    expect(existsSync(join(records, 'something-else'))).toBe(true);
  });

  test('fails on an event before the beginning', () => {
    const record = new OpenRecord(recordsOf(temporaryDirectory()), 'one');
    expect(() => record.handle(startedAction(ACTIONS.source, 0))).toThrow('action-started came before');
  });
});

describe('the validation report of an action', () => {
  const answer = (status: string) => ({
    check: 'a',
    requirement: 'ZT-07',
    subject: 'x',
    status,
    because: 'b',
    fix: 'f',
  });
  const report = {
    schema: 1,
    environment: 'dev',
    account: '222222222222',
    region: 'us-east-1',
    startTime: at(0),
    endTime: at(1),
    summary: { pass: 12, fail: 1, cannotTell: 2 },
    results: [...Array(12).fill('pass'), 'fail', 'cannot-tell', 'cannot-tell'].map(answer),
  };

  const recordAfter = (text: string) => {
    const output = temporaryDirectory();
    mkdirSync(join(output, 'reports'));
    writeFileSync(join(output, 'reports', 'validation.json'), text);
    writeFileSync(join(output, 'reports', 'junit.xml'), '<testsuites/>');
    const record = new OpenRecord(recordsOf(temporaryDirectory()), 'one', [validationCollector]);
    record.handle(started);
    record.handle(endedWith(output));
    return record;
  };

  test('is copied with the files beside it, and counted', () => {
    const record = recordAfter(JSON.stringify(report));
    const place = 'validation/dev-222222222222-us-east-1';
    expect(record.validations).toEqual([
      {
        stageName: 'dev',
        account: '222222222222',
        region: 'us-east-1',
        summary: { pass: 12, fail: 1, cannotTell: 2, report: `${place}/validation.json` },
      },
    ]);
    expect(readdirSync(join(record.directory, place)).sort()).toEqual(['junit.xml', 'validation.json']);
  });

  test('that is cut off has proved nothing', () => {
    expect(recordAfter(JSON.stringify(report).slice(0, 40)).validations).toEqual([]);
  });

  test('in another form has proved nothing', () => {
    expect(recordAfter('{"result":"fine"}').validations).toEqual([]);
  });
});
