import { beforeAll, describe, expect, test } from '@jest/globals';
import type { App } from '../_helpers/app';
import { expectNothingLeft, quickApp } from './kill';
import { victimsOf } from './victims';

/** What `bin/delivery executions` and `status` say, as far as it is looked at here. */
interface Told {
  readonly status: string;
  readonly statusSummary: string | null;
}

describe('a kept emulator', () => {
  let app: App;
  beforeAll(() => {
    app = quickApp();
  });

  const json = async (...args: readonly string[]) => JSON.parse((await app.delivery([...args, '--json'])).stdout);
  const executions = async (): Promise<readonly Told[]> => json('executions');
  const passes = async (): Promise<void> => {
    const next = await app.delivery(['rehearse', '--keep', '--approve', 'all']);
    expect([next.exitCode, next.stderr]).toEqual([0, '']);
  };

  test('knows what became of a killed rehearsal, and so does the one after it', async () => {
    let isKilled = false;
    await app.delivery(['rehearse', '--keep', '--approve', 'all'], (line, command) => {
      if (isKilled || !line.includes('▸ dev · Look')) return;
      isKilled = true;
      setTimeout(() => process.kill(command, 'SIGKILL'), 300);
    });
    expect(isKilled).toBe(true);
    const [stopped] = await executions();
    expect(stopped).toMatchObject({ status: 'Stopped', statusSummary: expect.stringContaining('was killed') });
    const { stages, approvals } = await json('status');
    expect(approvals).toEqual([]);
    expect(stages.find(({ status }: Told) => status === 'Stopped')?.actions).toContainEqual(
      expect.objectContaining({ status: 'Abandoned', summary: expect.stringContaining('was killed') }),
    );
    const late = await app.delivery(['approve']);
    expect([late.exitCode, late.stderr]).toEqual([1, 'no approval waits for an answer\n']);

    await passes();
    expect((await executions()).map(({ status }) => status)).toEqual(['Succeeded', 'Stopped']);

    for (const pid of victimsOf('emulator', app.temporary)) process.kill(pid, 'SIGKILL');
    await passes();
    const [third, second, first, ...more] = await executions();
    expect([third?.status, second?.status, more]).toEqual(['Succeeded', 'Succeeded', []]);
    expect(first).toEqual(stopped);
    expect((await app.delivery(['down'])).exitCode).toBe(0);
    await expectNothingLeft(app);
  });
});
