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

/** Whose events they are. */
interface EventsOf {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
}

const pipelineEvent =
  ({ name, arn, account, region }: EventsOf) =>
  (type: string, detail: JsonObject): JsonObject => ({
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

const APPROVAL = { owner: 'AWS', provider: 'Manual', category: 'Approval', version: '1' };
const BUILD = { owner: 'AWS', provider: 'CodeBuild', category: 'Build', version: '1' };

/**
 * Every event of a pipeline after which something must be written down.
 *
 * Source: https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
 */
export const releaseEvents = (pipeline: EventsOf): readonly ReleaseEventSample[] => {
  const { region } = pipeline;
  const event = pipelineEvent(pipeline);
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
        type: APPROVAL,
      }),
    })),
  ];
};

/** An event that people must hear of. */
interface ToldEventSample extends ReleaseEventSample {
  /** The same event with what the message about it must say. */
  readonly message: JsonObject;
  readonly says: string;
}

/**
 * Every event after which somebody has to do something: of a pipeline, and of the project that validates between releases.
 *
 * Source: the page above, and https://docs.aws.amazon.com/codebuild/latest/userguide/sample-build-notifications.html
 */
export const toldEvents = (pipeline: EventsOf, revalidation: string): readonly ToldEventSample[] => {
  const { account, region } = pipeline;
  const event = pipelineEvent(pipeline);
  const says = '3f1f5c6e-sample';
  const ofAction = (when: string, action: string, state: string, type: JsonObject) => {
    const detail = { stage: ANY, action, state, region, type };
    const at = (id: string) => event('CodePipeline Action Execution State Change', { ...detail, 'execution-id': id });
    return { when, event: at(ANY), message: at(says), says };
  };
  const failed = (id: string) =>
    event('CodePipeline Pipeline Execution State Change', { state: 'FAILED', 'execution-id': id });
  const built = (status: string, id: string): JsonObject => ({
    version: '0',
    id: ANY,
    'detail-type': 'CodeBuild Build State Change',
    source: 'aws.codebuild',
    account,
    time: ANY,
    region,
    resources: [ANY],
    detail: { 'build-status': status, 'project-name': revalidation, 'build-id': id },
  });
  return [
    { when: 'an execution is FAILED', event: failed(ANY), message: failed(says), says },
    ofAction('a validation is FAILED', 'Validate', 'FAILED', BUILD),
    ofAction('a validation of a further target is FAILED', 'Validate-222222222222-eu-west-1', 'FAILED', BUILD),
    ...['FAILED', 'ABANDONED'].map((state) => ofAction(`an approval is ${state}`, 'Approve', state, APPROVAL)),
    ...['FAILED', 'FAULT', 'TIMED_OUT'].map((status) => {
      return { when: `a revalidation is ${status}`, event: built(status, ANY), message: built(status, says), says };
    }),
  ];
};
