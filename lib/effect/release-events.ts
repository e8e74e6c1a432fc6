import type { JsonObject } from '../ground/json';
import { ANY } from './samples';

/** How an execution ends, and how a person decides. */
const ENDS = ['SUCCEEDED', 'FAILED', 'STOPPED', 'SUPERSEDED', 'CANCELED'];
const DECISIONS = ['SUCCEEDED', 'FAILED', 'ABANDONED'];

/** What EventBridge is told of a pipeline. */
interface ReleaseEventSample {
  /** As the end of "when …". */
  readonly when: string;
  readonly event: JsonObject;
}

/**
 * Every event of a pipeline after which something must be written down.
 *
 * Source: https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
 */
export const releaseEvents = (pipeline: {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
}): readonly ReleaseEventSample[] => {
  const { name, arn, account, region } = pipeline;
  const event = (type: string, detail: JsonObject): JsonObject => ({
    version: '0',
    id: ANY,
    'detail-type': type,
    source: 'aws.codepipeline',
    account,
    time: ANY,
    region,
    resources: [arn],
    detail: { pipeline: name, version: ANY, 'execution-id': ANY, ...detail },
  });
  return [
    ...ENDS.map((state) => ({
      when: `an execution is ${state}`,
      event: event('CodePipeline Pipeline Execution State Change', { state }),
    })),
    ...DECISIONS.map((state) => ({
      when: `an approval is ${state}`,
      event: event('CodePipeline Action Execution State Change', {
        stage: ANY,
        action: ANY,
        state,
        region,
        type: { owner: 'AWS', provider: 'Manual', category: 'Approval', version: '1' },
      }),
    })),
  ];
};
