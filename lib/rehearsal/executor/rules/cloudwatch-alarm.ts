import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../failure';
import type { RuleHandler } from './rule';

/** How often an alarm is looked at while its state may change. */
const LOOK_MILLISECONDS = 5_000;

/**
 * Succeeds as soon as the alarm is in one of the desired states, and fails where it is in none after `WaitTime` minutes. Which
 * states are desired by default nobody documents: all but ALARM here.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference-CloudWatchAlarm.html
 */
export const cloudWatchAlarm: RuleHandler = {
  async run({ configuration, access, cloud, signal }) {
    const {
      AlarmName: name = '',
      AlarmStates: states = 'OK,INSUFFICIENT_DATA',
      WaitTime: minutes = '0',
    } = configuration;
    const desired = states.split(',').map((state) => state.trim());
    const until = Date.now() + Number(minutes) * 60_000;
    for (;;) {
      const state = await cloud.alarmState(access, name);
      if (state === undefined) throw new Failure(`alarm ${name} does not exist in ${access.region}`);
      const summary = `alarm ${name} is ${state}`;
      if (desired.includes(state)) return { status: 'Succeeded', summary };
      const left = until - Date.now();
      if (left <= 0) return { status: 'Failed', summary: `${summary}, wanted is ${desired.join(' or ')}` };
      await delay(Math.min(left, LOOK_MILLISECONDS), undefined, { signal });
    }
  },
};
