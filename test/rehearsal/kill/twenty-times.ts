import { beforeAll, describe, expect, test } from '@jest/globals';
import type { App } from '../_helpers/app';
import {
  expectDownToLeaveNothing,
  expectHonest,
  expectNextToPass,
  KILL_SIGNALS,
  type Moment,
  quickApp,
  rehearseAndKill,
} from './kill';
import type { Victim } from './victims';

/** So many killed rehearsals follow one another before one must pass; `down` must leave nothing after each. */
const IN_A_ROW = 4;

/** Kills one kind of process by each signal at each of the moments; whatever comes next must pass and leave nothing. */
export const killTwentyTimes = (victim: Victim, moments: readonly Omit<Moment, 'victim' | 'signal'>[]): void => {
  describe.each(KILL_SIGNALS)(`a rehearsal whose ${victim} is killed by %s`, (signal) => {
    let app: App;
    beforeAll(() => {
      app = quickApp();
    });

    test.each(moments.map((moment, index) => [named(moment), moment, index] as const))(
      '%s',
      async (_, moment, index) => {
        const killed = await rehearseAndKill(app, { victim, signal, ...moment });
        expect(killed.killed).toBe(true);
        expectHonest(app, { victim, signal, ...moment }, killed);
        if (index % IN_A_ROW === IN_A_ROW - 1) await expectNextToPass(app);
        else await expectDownToLeaveNothing(app);
      },
    );
  });
};

const named = ({ after, milliseconds = 0, of }: Omit<Moment, 'victim' | 'signal'>): string => {
  if (of === undefined) return `after line ${after}`;
  if (milliseconds > 0) return `number ${of}, after ${milliseconds} ms`;
  return `number ${of}, ${after === 0 ? 'at once' : `after ${after} lines`}`;
};
