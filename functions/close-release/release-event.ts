/** What EventBridge tells of a pipeline, as far as it concerns a record. */
export interface ReleaseEvent {
  /** `ended`: an execution came to its end; `decided`: a person decided about an environment. */
  readonly kind: 'ended' | 'decided';
  readonly pipelineName: string;
  readonly pipelineExecutionId: string;
  /** Counts from 1. */
  readonly attempt: number;
  readonly account: string;
  readonly region: string;
  /** ISO 8601 UTC with milliseconds. */
  readonly time: string;
}

type Members = Readonly<Record<string, unknown>>;

const KINDS: Readonly<Record<string, ReleaseEvent['kind']>> = {
  'CodePipeline Pipeline Execution State Change': 'ended',
  'CodePipeline Action Execution State Change': 'decided',
};

/**
 * Reads an event of CodePipeline.
 *
 * @throws {Error} when something is missing, naming it; EventBridge sends nothing else than the rules of this function let through
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
 */
export const readReleaseEvent = (value: unknown): ReleaseEvent => {
  const event = members(value, 'the event');
  const detail = members(event['detail'], 'detail');
  const type = text(event, 'detail-type');
  const kind = KINDS[type];
  if (event['source'] !== 'aws.codepipeline' || kind === undefined) {
    throw new Error(`event "${type}" of ${JSON.stringify(event['source'])} is none of CodePipeline about a release`);
  }
  const time = new Date(text(event, 'time'));
  if (Number.isNaN(time.getTime())) throw new Error(`event has no time, but "${text(event, 'time')}"`);
  const attempt = detail['pipeline-execution-attempt'];
  return {
    kind,
    pipelineName: text(detail, 'pipeline'),
    pipelineExecutionId: text(detail, 'execution-id'),
    attempt: typeof attempt === 'number' && attempt >= 1 ? Math.trunc(attempt) : 1,
    account: text(event, 'account'),
    region: text(event, 'region'),
    time: time.toISOString(),
  };
};

const members = (value: unknown, what: string): Members => {
  if (typeof value === 'object' && value !== null) return { ...value };
  throw new Error(`${what} is no object: only EventBridge calls this function`);
};

const text = (holder: Members, name: string): string => {
  const value = holder[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`event has no text "${name}": only EventBridge calls this function`);
};
