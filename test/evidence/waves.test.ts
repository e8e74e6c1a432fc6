import { expect, test } from '@jest/globals';
import { describeEnvironments } from '../../lib/evidence/close/describe-environment';
import type { ActionFacts } from '../../lib/evidence/close/facts';
import { partsOf } from '../../lib/evidence/close/parts';

const VALIDATION = 'prod/444444444444-eu-west-1/validation.json';

const deployed = (stageName: string, account: string, minute: number): ActionFacts => ({
  stageName,
  actionName: `${account}.Deploy`,
  actionExecutionId: `${stageName}-${account}`,
  category: 'Deploy',
  provider: 'CloudFormation',
  status: 'Succeeded',
  startTime: `2026-01-02T03:0${minute}:00.000Z`,
  lastUpdateTime: `2026-01-02T03:0${minute + 1}:00.000Z`,
  updatedBy: undefined,
  roleArn: `arn:aws:iam::${account}:role/deploy`,
  region: 'eu-west-1',
  configuration: { StackName: 'data-prod', ChangeSetName: 'PipelineChange', ActionMode: 'CHANGE_SET_EXECUTE' },
  summary: undefined,
  error: undefined,
  externalExecutionId: undefined,
  outputVariables: {},
});

test('the waves of an environment are one environment in the record, with the targets and times of all', () => {
  const results = [{ check: 'key-state', requirement: 'ZT-05', subject: 'a key', status: 'pass' }];
  const times = { startTime: '2026-01-02T03:08:00.000Z', endTime: '2026-01-02T03:09:00.000Z' };
  const place = { environment: 'prod', account: '444444444444', region: 'eu-west-1' };
  const report = { schema: 1, ...place, ...times, summary: { pass: 1, fail: 0, cannotTell: 0 }, results };
  const [prod, ...more] = describeEnvironments(
    [deployed('prod', '333333333333', 1), deployed('prod.2', '444444444444', 5)],
    partsOf(new Map([[VALIDATION, Buffer.from(JSON.stringify(report))]])),
  );
  expect(more).toEqual([]);
  expect(prod).toMatchObject({
    name: 'prod',
    startTime: '2026-01-02T03:01:00.000Z',
    endTime: '2026-01-02T03:06:00.000Z',
  });
  expect(
    prod?.targets.map(({ account, changeSets, validation }) => [account, changeSets.length, validation?.pass]),
  ).toEqual([
    ['333333333333', 1, undefined],
    ['444444444444', 1, 1],
  ]);
});
