import { expect, test } from '@jest/globals';
import { expectDownToLeaveNothing, expectHonest, expectNextToPass, quickApp, rehearseAndKill } from './kill/kill';

/** A sample of what `npm run kill-test` does at every moment. */
test('whatever process is killed, the next rehearsal passes and nothing is left', async () => {
  const app = quickApp();
  for (const moment of [
    { victim: 'command', after: 5 },
    { victim: 'shell', of: 2, after: 0 },
  ] as const) {
    const killed = await rehearseAndKill(app, moment);
    expect(killed.killed).toBe(true);
    expectHonest(app, moment, killed);
    if (moment.victim === 'command') await expectDownToLeaveNothing(app);
  }
  await expectNextToPass(app);
});
