import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { collectValidation } from '../../../bin/collectors/validation';
import { ACTIONS, started } from '../../rehearsal/_helpers/events';
import { temporaryDirectory } from '../../rehearsal/_helpers/temporary-directory';

const ANSWER = { check: 'key-state', requirement: 'ZT-05', subject: 'key' };
const REPORT = {
  schema: 1,
  environment: 'dev',
  account: '111111111111',
  region: 'us-east-1',
  startTime: '2026-01-01T00:00:00.000Z',
  endTime: '2026-01-01T00:00:02.500Z',
  summary: { pass: 1, fail: 0, cannotTell: 0 },
  results: [{ ...ANSWER, status: 'pass' }],
};
const FAILED = [{ ...ANSWER, status: 'fail', because: 'it is off', fix: 'switch it on' }];

test.each<[string, string, number]>([
  ['is whole is copied into the record', JSON.stringify(REPORT), 1],
  ['goes outside by its account proves nothing', JSON.stringify({ ...REPORT, account: '/../../../outside' }), 0],
  ['goes outside by its region proves nothing', JSON.stringify({ ...REPORT, region: '/../../../outside' }), 0],
  ['is of another schema proves nothing', JSON.stringify({ ...REPORT, schema: 2 }), 0],
  ['counts other answers than it has proves nothing', JSON.stringify({ ...REPORT, results: FAILED }), 0],
  [
    'counts fewer than none proves nothing',
    JSON.stringify({ ...REPORT, summary: { pass: 9, fail: 0, cannotTell: -5 } }),
    0,
  ],
  ['is no JSON proves nothing', '{', 0],
])('a report that %s', (_, text, count) => {
  const [record, directory] = [join(temporaryDirectory(), 'record'), temporaryDirectory()];
  mkdirSync(record);
  writeFileSync(join(directory, 'validation.json'), text);
  const found = collectValidation(
    {
      type: 'action-ended',
      time: started.time,
      action: ACTIONS.build,
      status: 'Succeeded',
      summary: '',
      outputs: [{ artifactName: 'reports', directory }],
      variables: {},
    },
    record,
  );
  expect([found.length, existsSync(join(record, 'validation'))]).toEqual([count, count === 1]);
  expect(existsSync(join(record, '..', 'outside-us-east-1'))).toBe(false);
});
