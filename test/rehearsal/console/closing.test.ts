import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { closing, nextSteps, reachability } from '../../../lib/rehearsal/console/closing';
import { theme } from '../../../lib/rehearsal/console/theme';
import type { Summary } from '../../../lib/rehearsal/record/summary';
import { ACTIONS, ended, stageEvents, started, summaryOf } from '../_helpers/events';
import { temporaryDirectory } from '../_helpers/temporary-directory';

const PLAIN = theme(false);

const targets: Summary['targets'] = [
  {
    environment: 'dev',
    account: '222222222222',
    region: 'us-east-1',
    stacks: [
      { stackName: 'data-dev', status: 'CREATE_COMPLETE' },
      { stackName: 'roles-dev', status: 'CREATE_COMPLETE' },
    ],
    validation: { pass: 12, fail: 0, cannotTell: 0, report: 'validation/dev/validation.json' },
  },
  { environment: 'prod', account: '444444444444', region: 'us-east-1', stacks: [], validation: null },
];

const succeeded: Summary = { ...summaryOf([started, ended(65, 'Succeeded')]), targets };
const failed: Summary = {
  ...summaryOf([
    started,
    ...stageEvents(ACTIONS.build, 1, 9, 'Failed', 'npm run check: exit code 1'),
    ended(9, 'Failed'),
  ]),
  targets,
};

const record = (): string => {
  const directory = join(temporaryDirectory(), '.rehearsal', 'one');
  for (const part of ['logs', 'evidence']) mkdirSync(join(directory, part), { recursive: true });
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`);
  writeFileSync(
    join(directory, 'logs', 'Build.Synth.log'),
    [...lines, 'Failed: npm run check: exit code 1'].join('\n'),
  );
  return directory;
};

const end = (summary: Summary, flaws: readonly string[] = [], directory = record()): string =>
  closing(
    {
      summary,
      record: directory,
      cwd: join(directory, '..', '..'),
      collected: ['validation', 'review', 'evidence'],
      cause: undefined,
      next: ['try this'],
      total: 83_000,
      flaws,
      beside: ['  3 calls not judged'],
    },
    PLAIN,
  ).join('\n');

describe('the end of a rehearsal', () => {
  test('says what lies where, where the record is, what to try next, and last the verdict with both times', () => {
    expect(end(succeeded)).toBe(`
  dev   222222222222/us-east-1  data-dev   CREATE_COMPLETE
                                roles-dev  CREATE_COMPLETE
                                12 pass, 0 fail, 0 cannot tell
  prod  444444444444/us-east-1             nothing deployed

  3 calls not judged

  record   .rehearsal/one/
           summary.json, logs/, evidence/
  next     try this

  ✓ Succeeded in 1m 05s (1m 23s in all)`);
  });

  test('says once why a release failed, with the end of its log, and then the verdict', () => {
    const text = end(failed);
    expect(text).toContain('Build · Synth: npm run check: exit code 1');
    expect(text.split('npm run check: exit code 1')).toHaveLength(2);
    expect(text).toContain('│ line 39');
    expect(text).not.toContain('line 15');
    expect(text).toContain('.rehearsal/one/logs/Build.Synth.log');
    expect(text.split('\n').at(-1)).toBe('  ✗ Failed in 9.0s (1m 23s in all)');
  });

  test('says why each of the actions failed that ran side by side, each with the end of its log', () => {
    const directory = record();
    writeFileSync(join(directory, 'logs', 'Build.Lint.log'), 'a line of lint\nFailed: lint: exit code 2');
    const lint = { ...ACTIONS.build, actionName: 'Lint' };
    const both = summaryOf([
      started,
      ...stageEvents(ACTIONS.build, 1, 9, 'Failed', 'npm run check: exit code 1'),
      ...stageEvents(lint, 1, 9, 'Failed', 'lint: exit code 2'),
      ended(9, 'Failed'),
    ]);
    const text = end(both, [], directory);
    for (const cause of ['Synth: npm run check: exit code 1', 'Lint: lint: exit code 2']) {
      expect(text.split(cause)).toHaveLength(2);
    }
    expect(text).toContain('│ line 39');
    expect(text).toContain('│ a line of lint');
  });

  test.each([
    ['rejected: not on a Friday', 'Rejected', 'Rejected: not on a Friday'],
    ['nobody answered', 'Failed', 'Failed: nobody answered'],
  ])('says of an approval that came to no yes: %s', (cause, word, log) => {
    const directory = record();
    writeFileSync(join(directory, 'logs', 'dev.Approve.log'), `Deploy it?\n${log}\n`);
    const said = cause.replace('rejected: ', '');
    const text = end(
      summaryOf([started, ...stageEvents(ACTIONS.approve, 1, 9, 'Failed', said), ended(9, 'Failed')]),
      [],
      directory,
    );
    expect(text).toContain(`Approve: ${cause}\n`);
    expect(text.split('\n').at(-1)).toBe(`  ✗ ${word} in 9.0s (1m 23s in all)`);
  });

  test('does not call good what ends with 1', () => {
    expect(end(succeeded, ['3 calls would have been refused on AWS']).split('\n').at(-1)).toBe(
      '  ! Succeeded in 1m 05s (1m 23s in all), but 3 calls would have been refused on AWS',
    );
  });
});

describe('the next thing to try', () => {
  test('is to keep the emulator after a success', () => {
    expect(nextSteps(succeeded, { kept: false, approvedByItself: false })[0]).toContain(
      '--keep leaves the emulator running',
    );
    expect(nextSteps(succeeded, { kept: true, approvedByItself: false })).toEqual([]);
  });

  test('is to mend the commit after a failed build', () => {
    expect(nextSteps(failed, { kept: false, approvedByItself: true })).toEqual([
      'fix it, commit, and rehearse again; --dirty takes the working tree as it is',
    ]);
  });

  test('is to delete what was taken back in a kept emulator, since nothing updates it', () => {
    const stacks = [
      { stackName: 'dev-api', status: 'ROLLBACK_COMPLETE' },
      { stackName: 'dev-data', status: 'UPDATE_ROLLBACK_COMPLETE' },
    ];
    const takenBack = { ...failed, targets: targets.map((target) => ({ ...target, stacks })).slice(0, 1) };
    expect(nextSteps(takenBack, { kept: true, approvedByItself: true })).toEqual([
      'aws cloudformation delete-stack --stack-name dev-api, with the variables of dev above: its first creation was taken back, and no release updates it',
      'fix it, commit, and rehearse again; --dirty takes the working tree as it is',
    ]);
    expect(nextSteps(takenBack, { kept: false, approvedByItself: true })[0]).toMatch(/^fix it/);
  });

  test('is not to mend anything where nothing went wrong', () => {
    const stopped = summaryOf([started, ended(2, 'Stopped')]);
    expect(nextSteps(stopped, { kept: true, approvedByItself: true })).toEqual([]);
    expect(nextSteps(stopped, { kept: false, approvedByItself: true })).toEqual([expect.stringContaining('--keep')]);
    const cancelled = summaryOf([started, ended(2, 'Cancelled')]);
    expect(nextSteps(cancelled, { kept: true, approvedByItself: true })).toEqual(['rehearse it once more']);
    expect(nextSteps(cancelled, { kept: false, approvedByItself: true })).toEqual([expect.stringContaining('--keep')]);
  });

  test('is another policy after a rejected approval', () => {
    const rejected = summaryOf([started, ...stageEvents(ACTIONS.approve, 1, 2, 'Failed', 'no'), ended(2, 'Failed')]);
    expect(nextSteps(rejected, { kept: false, approvedByItself: false })[0]).toContain('--approve all, ask');
  });
});

describe('a kept emulator', () => {
  test('is reached with one line to copy per account', () => {
    const reachable = {
      endpoint: { url: 'http://localhost:4000', secret: 'printed' },
      tools: { account: '111111111111', region: 'us-east-1' },
      remote: '/tmp/remote.git',
    };
    const lines = reachability(reachable, succeeded, PLAIN).map((line) => line.trim());
    expect(lines).toContain(
      'export AWS_ENDPOINT_URL=http://localhost:4000 AWS_ACCESS_KEY_ID=222222222222 AWS_SECRET_ACCESS_KEY=printed AWS_DEFAULT_REGION=us-east-1  # dev',
    );
    expect(lines.filter((line) => line.startsWith('export'))).toHaveLength(3);
    expect(lines.filter((line) => line.startsWith('call'))).toEqual([]);
    expect(lines.join('\n')).not.toContain('version 1');
    expect(reachability({ ...reachable, firstAws: true }, succeeded, PLAIN).at(-1)).toBe(
      '  # the aws here is version 1, which asks AWS itself for sqs, rds, docdb, neptune, emr, health: give it --endpoint-url "$AWS_ENDPOINT_URL" there',
    );
  });

  test('is called where the outputs of its stacks say', () => {
    const reachable = {
      endpoint: { url: 'http://localhost:4000', secret: 'printed' },
      tools: { account: '111111111111', region: 'us-east-1' },
      remote: '/tmp/remote.git',
    };
    const stacks = [
      { stackName: 'api', status: 'CREATE_COMPLETE', addresses: { Url: 'http://localhost:4001/prod/' } },
      { stackName: 'data', status: 'CREATE_COMPLETE' },
    ];
    const called = { ...succeeded, targets: targets.map((target) => ({ ...target, stacks })).slice(0, 1) };
    expect(reachability(reachable, called, PLAIN).map((line) => line.trim())).toContain(
      'call     http://localhost:4001/prod/  # api, output Url',
    );
  });
});
