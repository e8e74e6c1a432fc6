import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { Review } from '../../lib/contract/review';
import { isAlive } from '../../lib/rehearsal/process/end-group';
import { foreignApp } from './_helpers/app';
import { statuses } from './_helpers/this-repository';

const DEV = { name: 'dev', account: '2'.repeat(12), region: 'us-east-1' };

/** What a release changes, as an app says it that reviews its releases itself. */
const REVIEW: Review = {
  schema: 1,
  application: 'shop',
  scope: {},
  baseline: { kind: 'nothing', because: 'first' },
  verdict: 'yes',
  objections: [],
  warnings: [],
  news: [{ kind: 'data-lost', weight: 'danger', title: 'the catalogue is replaced' }],
  findings: { known: false, new: [], gone: [] },
  acknowledgements: { known: false, added: [], removed: [], changed: [], expiring: [] },
  stacks: [
    {
      stackName: 'shop-qa',
      account: '4'.repeat(12),
      region: 'us-east-1',
      change: 'changed',
      resourceCount: 1,
      resources: [
        {
          logicalId: 'Catalogue',
          type: 'AWS::S3::Bucket',
          change: 'changed',
          effect: 'replace',
          about: 'configuration',
          notes: [],
          properties: [{ path: 'Properties.BucketName', before: 'old', after: 'new' }],
        },
      ],
      permissions: [],
      network: [],
      sections: [],
    },
  ],
  cannotTell: [],
};

describe('a release', () => {
  test("shows its differences where they are asked for, goes on at a yes, and stops at a person's no, whose comment stands in the summary of the approval", async () => {
    const app = foreignApp();
    const qa = { name: 'qa', account: '4'.repeat(12), region: 'us-east-1', approve: true };
    app.write('review.html', '<p>');
    app.write('review.json', JSON.stringify(REVIEW));
    app.configure({ environments: [DEV, qa, { ...qa, name: 'prod' }], reviewed: true });
    const ended = await app.atTerminal(
      ['rehearse'],
      [
        ['[a]pprove [r]eject', 'd'],
        ['[a]pprove [r]eject', 'a'],
        ['comment (optional)', ''],
        ['[a]pprove [r]eject', 'y'],
        ['"y" decides nothing', 'r'],
        ['comment (optional)', 'not on a Friday'],
      ],
    );
    expect(ended.exitCode).toBe(1);
    expect(ended.stdout).toMatch(
      /Approve of qa.*1 may do harm.*~ Catalogue AWS::S3::Bucket \(replace\)\s+Properties\.BucketName\s+- "old"\s+\+ "new".*Approve of prod/s,
    );
    expect(app.summary().targets.flatMap(({ stacks }) => stacks)).toEqual([
      { stackName: 'shop-dev', status: 'CREATE_COMPLETE' },
      { stackName: 'shop-qa', status: 'CREATE_COMPLETE' },
    ]);
    const [approval] = app.summary().stages.at(-1)?.actions ?? [];
    expect(approval).toMatchObject({ category: 'Approval', status: 'Failed', summary: 'not on a Friday' });
  });

  test('of a commit that does not synthesize fails in Build of the pipeline its parent had deployed', async () => {
    const app = foreignApp();
    app.write('app.js', 'this is no program\n');
    app.commit('Break the app');
    const ended = await app.delivery(['rehearse']);
    expect([ended.exitCode, ended.stderr]).toEqual([1, '']);
    expect(ended.stdout).toContain('does not synthesize: the pipeline is deployed from');
    expect(statuses(app.summary())).toEqual([
      ...['Source Succeeded', 'Build Failed', 'UpdatePipeline null', 'Assets null', 'dev null', 'prod null'],
    ]);
    expect(ended.stdout).toContain('SyntaxError');
    expect(app.summary().targets.flatMap(({ stacks }) => stacks)).toEqual([]);
  });

  test('does not start by a push that no trigger wants, as on AWS, and the command says which', async () => {
    const app = foreignApp();
    app.configure({ environments: [DEV], triggeredBy: ['release/*'] });
    const ended = await app.delivery(['rehearse']);
    expect([ended.exitCode, ended.stderr]).toEqual([1, expect.stringContaining(' wants branches release/*. ')]);
    expect(ended.stderr).toMatch(/^the push of [0-9a-f]{7} to main starts no execution of foreign: .*\n$/);
    expect(ended.stdout).not.toContain('Build');
  });

  test('is stopped by Ctrl-C: what ran is abandoned, the emulator ends, no file stays', async () => {
    const app = foreignApp();
    let emulator = 0;
    const ended = await app.delivery(['rehearse'], (line, command) => {
      if (emulator !== 0 || !line.includes('Build · Synth')) return;
      emulator = childRunning(command, 'delivery_emulator');
      process.kill(command, 'SIGINT');
    });
    expect([ended.exitCode, ended.stderr]).toEqual([130, 'stopped by Ctrl-C\n']);
    expect(ended.stdout.match(/Stopped/g)).toHaveLength(1);
    const { status, stages } = app.summary();
    expect([status, stages[1]?.actions[0]?.status]).toEqual(['Stopped', 'Abandoned']);
    expect(isAlive(emulator)).toBe(false);
    expect(await app.leftovers()).toEqual([]);
  });
});

/** The process below `parent` whose command line contains a word. */
const childRunning = (parent: number, word: string): number => {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ').map(Number);
  const found = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word));
  if (found === undefined) throw new Error(`no child of ${parent} runs ${word}`);
  return found;
};
