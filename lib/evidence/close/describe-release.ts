import * as z from 'zod';
import { gateReportSchema } from '../../contract/gate-report';
import { BUILD_MANIFEST, BUILD_PARTS, buildDirectories } from '../build/layout';
import {
  PREDICATE_TYPE,
  type RecordedAction,
  type RecordedBuild,
  type ReleaseRecord,
  STATEMENT_TYPE,
  type Statement,
  secondsBetween,
} from '../statement';
import { describeEnvironments } from './describe-environment';
import { type ActionFacts, type ExecutionFacts, inOrder } from './facts';
import type { Parts } from './parts';

/** What is known of a closing beside the execution itself. */
export interface Closing {
  readonly number: number;
  readonly previous: ReleaseRecord['previous'];
  readonly attempt: number;
  readonly outcome: ReleaseRecord['outcome'];
  readonly account: string;
  readonly region: string;
  /** When CodePipeline said that it ended, ISO 8601 UTC. */
  readonly endedAt: string;
  readonly closedTime: string;
}

/** The statement about a release: everything it left behind by content, and what CodePipeline knows of it. */
export const describeRelease = (facts: ExecutionFacts, parts: Parts, closing: Closing): Statement => {
  const { number, previous, attempt, outcome, account, region, endedAt, closedTime } = closing;
  const actions = inOrder(facts.actions);
  const startTime = actions[0]?.startTime ?? endedAt;
  const endTime = [endedAt, ...actions.map(({ lastUpdateTime }) => lastUpdateTime)].sort().at(-1) ?? endedAt;
  return {
    _type: STATEMENT_TYPE,
    subject: parts.all.map(({ name, sha256 }) => ({ name, digest: { sha256 } })),
    predicateType: PREDICATE_TYPE,
    predicate: {
      schema: 1,
      number,
      previous,
      pipeline: { name: facts.pipelineName, account, region, version: facts.pipelineVersion },
      pipelineExecutionId: facts.pipelineExecutionId,
      attempt,
      outcome,
      commit: commitOf(facts),
      trigger: facts.trigger ?? null,
      ...(facts.rollbackTo !== undefined && { rollbackTo: facts.rollbackTo }),
      startTime,
      endTime,
      seconds: secondsBetween(startTime, endTime),
      closedTime,
      build: describeBuild(parts),
      environments: describeEnvironments(actions, parts),
      actions: actions.map(describeAction),
    },
  };
};

/** The revision is the pipeline's; who wrote it is the source's to say. */
const commitOf = ({ revision, actions }: ExecutionFacts): ReleaseRecord['commit'] => {
  const source = actions.find(({ category }) => category === 'Source')?.outputVariables ?? {};
  return {
    id: revision?.id ?? source['CommitId'] ?? source['VersionId'] ?? 'unknown',
    message: source['CommitMessage'] ?? revision?.summary ?? null,
    author: source['AuthorDisplayName'] ?? source['AuthorEmail'] ?? null,
    url: revision?.url ?? null,
  };
};

const describeAction = (action: ActionFacts): RecordedAction => ({
  stage: action.stageName,
  action: action.actionName,
  category: action.category,
  provider: action.provider,
  actionExecutionId: action.actionExecutionId,
  status: action.status,
  startTime: action.startTime,
  endTime: action.lastUpdateTime,
  seconds: secondsBetween(action.startTime, action.lastUpdateTime),
  summary: action.summary ?? '',
});

const manifestSchema = z.object({ tools: z.record(z.string(), z.string()) });

/** What the release's last build left; whatever it did not leave is null. */
const describeBuild = (parts: Parts): RecordedBuild => {
  const directory = buildDirectories(parts.all.map(({ name }) => name)).at(-1) ?? '';
  const part = (name: string) => parts.find(`${directory}${name}`) ?? null;
  const manifest = manifestSchema.safeParse(parts.json(`${directory}${BUILD_MANIFEST}`));
  const gate = gateReportSchema.safeParse(parts.json(`${directory}${BUILD_PARTS.gateReport}`));
  return {
    source: part(BUILD_PARTS.source),
    lockfile: part(BUILD_PARTS.lockfile),
    inventory: part(BUILD_PARTS.inventory),
    gateReport: part(BUILD_PARTS.gateReport),
    templates:
      directory === '' ? [] : parts.all.filter(({ name }) => name.startsWith(`${directory}${BUILD_PARTS.templates}`)),
    tools: manifest.success ? manifest.data.tools : {},
    verdict: gate.success ? gate.data.verdict : null,
    acknowledgements: gate.success ? gate.data.acknowledged.length : null,
    warnings: gate.success ? gate.data.warnings : [],
  };
};
