import { afterAll, describe, expect, test } from '@jest/globals';
import { openAt } from '../../../lib/rehearsal/executor/rules/cron';
import { FakeCloud } from './_helpers/fake-cloud';
import { approvalAction, pipeline, stage } from './_helpers/pipelines';
import { cleanUp, privateDirectory, run } from './_helpers/run';

afterAll(cleanUp);

/** How a release ends whose stage demands one rule at its entry, and why. */
const judged = async (cloud: FakeCloud, provider: string, configuration: Record<string, string>, more = {}) => {
  const ruleTypeId = { category: 'Rule', owner: 'AWS', provider, version: '1' } as const;
  const rules = [{ name: 'Rule', ruleTypeId, configuration, ...more }];
  const beforeEntry = { conditions: [{ result: 'FAIL' as const, rules }] };
  cloud.pipeline = pipeline([{ ...stage('prod', approvalAction('Ask')), beforeEntry }]);
  const done = await run(cloud, await privateDirectory());
  const end = done.events.at(-1);
  return `${done.status} ${end?.type === 'execution-ended' ? (end.cause ?? '') : ''}`.trim();
};
const cloudOf = (orders?: []): FakeCloud => {
  const cloud = new FakeCloud(pipeline([]));
  cloud.orders = orders;
  return cloud;
};

describe('VariableCheck', () => {
  test.each([
    ['EQ', 'main', true],
    ['EQ', 'mai', false],
    ['NE', 'dev', true],
    ['NE', 'main', false],
    ['CONTAINS', 'ai', true],
    ['CONTAINS', 'ia', false],
    ['MATCHES', 'm.*n', true],
    ['MATCHES', 'ma', false],
    ['MATCHES', '(', false],
  ])('%s %s', async (Operator, Value, holds) => {
    const end = await judged(cloudOf(), 'VariableCheck', { Variable: '#{Source.BranchName}', Operator, Value });
    expect(end.startsWith('Succeeded')).toBe(holds);
  });
});

describe('CloudWatchAlarm', () => {
  test.each([
    ['OK', {}, 'Succeeded'],
    ['INSUFFICIENT_DATA', {}, 'Succeeded'],
    ['ALARM', { AlarmStates: 'ALARM' }, 'Succeeded'],
  ])('in state %s with %j', async (state, states, wanted) => {
    const cloud = cloudOf();
    cloud.alarms.set('latency', [state]);
    expect(await judged(cloud, 'CloudWatchAlarm', { AlarmName: 'latency', ...states })).toBe(wanted);
  });

  test('fails in ALARM, and where there is none', async () => {
    const cloud = cloudOf();
    cloud.alarms.set('latency', ['ALARM']);
    const said = await judged(cloud, 'CloudWatchAlarm', { AlarmName: 'latency' });
    expect(said).toContain('alarm latency is ALARM, wanted is OK or INSUFFICIENT_DATA');
    expect(await judged(cloud, 'CloudWatchAlarm', { AlarmName: 'other' })).toContain('alarm other does not exist');
  });

  test('waits for another state, as its own role in its region', async () => {
    const cloud = cloudOf();
    cloud.alarms.set('latency', ['ALARM', 'OK']);
    const configuration = { AlarmName: 'latency', WaitTime: '0.001' };
    const role = 'arn:aws:iam::222222222222:role/looker';
    expect(await judged(cloud, 'CloudWatchAlarm', configuration, { roleArn: role, region: 'eu-west-1' })).toBe(
      'Succeeded',
    );
    expect(cloud.calls).toContain(`alarmState latency in eu-west-1 as ${role}`);
  });
});

describe('LambdaInvoke', () => {
  test.each([
    [true, 'Succeeded'],
    [false, 'Failed beforeEntry condition of prod Failed: FAIL, Rule: too slow'],
  ])('is answered by the function: %s', async (succeeded, wanted) => {
    const cloud = cloudOf([]);
    cloud.functions.set('probe', { succeeded, summary: 'too slow' });
    const configuration = { FunctionName: 'probe', UserParameters: '#{Source.BranchName}' };
    expect(await judged(cloud, 'LambdaInvoke', configuration, { inputArtifacts: [{ name: 'Code' }] })).toBe(wanted);
    expect(cloud.invoked).toMatchObject([
      {
        accountId: '111111111111',
        data: {
          actionConfiguration: { configuration: { FunctionName: 'probe', UserParameters: 'main' } },
          inputArtifacts: [{ name: 'Code', location: { s3Location: { bucketName: 'artifacts' } } }],
        },
      },
    ]);
  });

  test('fails where nobody hears the answer', async () => {
    const said = await judged(cloudOf(), 'LambdaInvoke', { FunctionName: 'probe' });
    expect(said).toContain('function probe cannot answer');
  });
});

describe('a deployment window', () => {
  const at = (cron: string, moment: string, zone = 'UTC'): boolean => openAt(cron, zone)(new Date(moment));

  test.each([
    ['* * 9-17 ? * MON-FRI', '2026-11-27T09:00:00Z', true],
    ['* * 9-17 ? * MON-FRI', '2026-11-27T18:00:00Z', false],
    ['* * 9-17 ? * MON-FRI', '2026-11-28T09:00:00Z', false],
    ['* 0/15 * * * ?', '2026-11-28T03:45:59Z', true],
    ['* 0/15 * * * ?', '2026-11-28T03:46:00Z', false],
    ['* * * L * ?', '2028-02-29T12:00:00Z', true],
    ['* * * L * ?', '2028-02-28T12:00:00Z', false],
    ['* * * ? * 6L', '2026-11-27T12:00:00Z', true],
    ['* * * ? * 6L', '2026-11-20T12:00:00Z', false],
    ['* * * ? * 6#2', '2026-11-13T12:00:00Z', true],
    ['* * * ? * L', '2026-11-28T12:00:00Z', true],
    ['* * * ? * L', '2026-11-27T12:00:00Z', false],
    ['* * * 15W * ?', '2026-11-16T12:00:00Z', true],
    ['* * * 15W * ?', '2026-11-15T12:00:00Z', false],
    ['* * * ? JAN,NOV * 2026', '2026-11-28T12:00:00Z', true],
    ['* * * ? JAN,NOV * 2027', '2026-11-28T12:00:00Z', false],
  ])('%s at %s: %s', (cron, moment, open) => {
    expect(at(cron, moment)).toBe(open);
  });

  test('is open by the clock of its time zone', () => {
    expect(at('* * 0 ? * *', '2026-11-27T23:30:00Z', 'Europe/Vienna')).toBe(true);
    expect(at('* * 0 ? * *', '2026-11-27T23:30:00Z')).toBe(false);
  });

  test.each([
    ['0 * * * * ?', 'UTC', 'seconds are 0, only * is allowed'],
    ['* 60 * * * ?', 'UTC', 'Invalid value for minute: 60'],
    ['* * 17-9 * * ?', 'UTC', "From value is larger than to value: '17-9'"],
    ['* */0 * * * ?', 'UTC', 'illegal stepping: 0'],
    ['* * * L-1 * ?', 'UTC', 'L has to be a value of its own'],
    ['* * * ? FOO *', 'UTC', '(FOO) contains illegal characters'],
    ['* * * * *', 'UTC', 'has 5 parts'],
    ['* * * * * ?', 'Mars/Olympus', 'TimeZone "Mars/Olympus" is not known'],
  ])('fails for %s in %s', (cron, zone, message) => {
    expect(() => openAt(cron, zone)).toThrow(message);
  });
});
