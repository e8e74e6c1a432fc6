import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { executionId, pastSummary } from '../../bench/served-releases';
import { historyOf, historyTable } from '../../lib/serve/pages/history';
import { PastReleases } from '../../lib/serve/records';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'history-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** A release whose approval of prod came to no yes, and what its log says last. */
const write = (log: string): void => {
  const past = pastSummary(0);
  const stages = past.stages.map((stage) =>
    stage.stageName === 'prod'
      ? {
          ...stage,
          status: 'Failed',
          actions: stage.actions
            .filter(({ actionName }) => actionName === 'Approve')
            .map((action) => ({ ...action, status: 'Failed', summary: 'not today' })),
        }
      : stage,
  );
  const record = join(directory, executionId(0));
  mkdirSync(join(record, 'logs'), { recursive: true });
  writeFileSync(join(record, 'summary.json'), JSON.stringify({ ...past, status: 'Failed', stages }));
  writeFileSync(join(record, 'logs', 'prod.Approve.log'), log);
};

test.each([
  ['Rejected', 'Deploy it?\nRejected: not today\nFailed: not today\n'],
  ['Failed', 'Deploy it?\nFailed: not today\n'],
])('a release that ended at an approval is called %s, and says why', (status, log) => {
  write(log);
  const snapshot = { stages: [], executions: [], approvals: [] };
  const history = historyOf({ snapshot, releases: new PastReleases(directory) } as never);
  expect(history.find(executionId(0))).toMatchObject({ status, because: 'prod · Approve: not today' });
  expect(`${historyTable(history, 0)}`).toContain(status);
});
