import { describe, expect, test } from '@jest/globals';
import { readReleaseEvent } from '../../../functions/close-release/release-event';

const EVENT = {
  version: '0',
  source: 'aws.codepipeline',
  account: '111111111111',
  region: 'us-east-1',
  'detail-type': 'CodePipeline Pipeline Execution State Change',
  time: '2026-01-02T03:04:05Z',
  resources: ['arn:aws:codepipeline:us-east-1:111111111111:delivery'],
  detail: { pipeline: 'delivery', 'execution-id': 'e', state: 'FAILED', version: 3, 'pipeline-execution-attempt': 2 },
};

describe('an event of CodePipeline', () => {
  test('tells which execution ended, at which attempt, when and where', () => {
    expect(readReleaseEvent(EVENT)).toEqual({
      kind: 'ended',
      pipelineName: 'delivery',
      pipelineExecutionId: 'e',
      attempt: 2,
      account: '111111111111',
      region: 'us-east-1',
      time: '2026-01-02T03:04:05.000Z',
    });
  });

  test('of an action tells that somebody decided, and is the first attempt where none is named', () => {
    const detail = { pipeline: 'delivery', 'execution-id': 'e', stage: 'prod', action: 'Approve', state: 'SUCCEEDED' };
    const event = { ...EVENT, 'detail-type': 'CodePipeline Action Execution State Change', detail };
    expect(readReleaseEvent(event)).toMatchObject({ kind: 'decided', attempt: 1 });
  });

  test.each([
    ['another source', { ...EVENT, source: 'own' }, 'is none of CodePipeline about a release'],
    [
      'another type',
      { ...EVENT, 'detail-type': 'CodePipeline Stage Execution State Change' },
      'is none of CodePipeline',
    ],
    ['no detail', { ...EVENT, detail: undefined }, 'detail is no object'],
    ['no execution', { ...EVENT, detail: { pipeline: 'delivery' } }, 'event has no text "execution-id"'],
    ['no time', { ...EVENT, time: 'now' }, 'event has no time, but "now"'],
    ['nothing', undefined, 'the event is no object: only EventBridge calls this function'],
  ])('fails with %s', (_, event, message) => {
    expect(() => readReleaseEvent(event)).toThrow(message);
  });
});
