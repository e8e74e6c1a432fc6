import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { collectValidation } from '../../../bin/collectors/validation';
import { ACTIONS, started } from '../../rehearsal/_helpers/events';
import { temporaryDirectory } from '../../rehearsal/_helpers/temporary-directory';

const TARGET = { account: '111111111111', region: 'us-east-1' };

test.each([
  [TARGET, 1],
  [{ ...TARGET, account: '/../../../outside' }, 0],
  [{ ...TARGET, region: '/../../../outside' }, 0],
])('a report on %j is copied into the record, or proves nothing (%d)', (target, count) => {
  const [record, directory] = [join(temporaryDirectory(), 'record'), temporaryDirectory()];
  mkdirSync(record);
  const summary = { pass: 1, fail: 0, cannotTell: 0 };
  writeFileSync(join(directory, 'validation.json'), JSON.stringify({ ...target, summary }));
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
