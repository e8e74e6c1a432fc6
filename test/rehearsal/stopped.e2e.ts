import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { isAlive } from '../../lib/rehearsal/process/end-group';
import { foreignApp } from './_helpers/app';
import { MINUTES, statuses } from './_helpers/this-repository';

describe('a release', () => {
  test(
    "stops at a person's no, whose comment stands in the summary of the approval",
    async () => {
      const app = foreignApp();
      const ended = await app.atTerminal(
        ['rehearse'],
        [
          ['[a]pprove [r]eject', 'y'],
          ['"y" decides nothing', 'r'],
          ['comment (optional)', 'not on a Friday'],
        ],
      );
      expect(ended.exitCode).toBe(1);
      expect(ended.stdout).toContain('Approve of prod');
      expect(app.summary().targets.flatMap(({ stacks }) => stacks)).toEqual([
        { stackName: 'shop-dev', status: 'CREATE_COMPLETE' },
      ]);
      const [approval] = app.summary().stages.at(-1)?.actions ?? [];
      expect(approval).toMatchObject({ category: 'Approval', status: 'Failed', summary: 'not on a Friday' });
    },
    3 * MINUTES,
  );

  test(
    'of a commit that does not synthesize fails in Build of the pipeline its parent had deployed',
    async () => {
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
    },
    3 * MINUTES,
  );

  test(
    'does not start by a push that no trigger wants, as on AWS, and the command says which',
    async () => {
      const app = foreignApp();
      const environments = [{ name: 'dev', account: '2'.repeat(12), region: 'us-east-1' }];
      app.configure({ environments, triggeredBy: ['release/*'] });
      const ended = await app.delivery(['rehearse']);
      expect([ended.exitCode, ended.stderr]).toEqual([1, expect.stringContaining(' wants branches release/*. ')]);
      expect(ended.stderr).toMatch(/^the push of [0-9a-f]{7} to main starts no execution of foreign: .*\n$/);
      expect(ended.stdout).not.toContain('Build');
    },
    3 * MINUTES,
  );

  test(
    'is stopped by Ctrl-C: what ran is abandoned, the emulator ends, no file stays',
    async () => {
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
    },
    3 * MINUTES,
  );
});

/** The process below `parent` whose command line contains a word. */
const childRunning = (parent: number, word: string): number => {
  const children = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8').trim().split(' ').map(Number);
  const found = children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word));
  if (found === undefined) throw new Error(`no child of ${parent} runs ${word}`);
  return found;
};
