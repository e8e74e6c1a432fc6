import { chainKey, releasePrefix, statementName } from '../../contract/evidence-layout';
import type { People } from '../by-author';
import { type Signer, seal } from '../dsse';
import { problemsIn } from '../json';
import { statementSchema } from '../statement';
import type { EvidenceStore } from '../store';
import { approvalName, approvalRecord, decidedApprovals, writtenRecord } from './approval-record';
import { chainLength, type Link, previousOf, readLink } from './chain';
import { describeRelease } from './describe-release';
import type { ExecutionFacts, Executions } from './facts';
import { outcomeOf } from './outcome';
import { readParts } from './parts';

/** Whom a closing works with. */
export interface Closer {
  readonly store: EvidenceStore;
  readonly executions: Executions;
  /** Authors of commits by the names of their sessions. */
  readonly people: People;
  readonly signer: Signer;
  readonly now: () => Date;
}

/** An execution that has ended, as EventBridge tells it. */
export interface Ended {
  readonly pipelineName: string;
  readonly pipelineExecutionId: string;
  /** Counts from 1; a retried execution ends again. */
  readonly attempt: number;
  readonly account: string;
  readonly region: string;
  /** ISO 8601 UTC. */
  readonly time: string;
}

/** What a closing did. */
export interface Closed {
  readonly number: number;
  /** False where an earlier delivery of the same event had done it. */
  readonly fresh: boolean;
}

/** So many others may take the next number before us; more at a time do not exist. */
const MOST_RACES = 50;

/** Writes down every decision that was made so far and is not written down yet; answers how many were new. */
export const recordApprovals = async (
  { store, executions, people }: Pick<Closer, 'store' | 'executions' | 'people'>,
  { pipelineName, pipelineExecutionId }: Pick<Ended, 'pipelineName' | 'pipelineExecutionId'>,
): Promise<number> => writeApprovals(store, await executions.describe(pipelineName, pipelineExecutionId), people);

/**
 * Closes the record of a release: lists what it left behind, signs the list and appends it to the chain. Safe to repeat and
 * to run beside others: the number is taken by a write that only one can make, and what it wrote is the record.
 *
 * @throws {Error} when CodePipeline does not yet say that the execution has ended, so that the event is delivered again
 */
export const closeRelease = async (closer: Closer, ended: Ended): Promise<Closed> => {
  const { store, executions } = closer;
  const { pipelineName, pipelineExecutionId, attempt } = ended;
  const name = statementName(attempt);
  const key = `${releasePrefix(pipelineExecutionId)}${name}`;
  const facts = await executions.describe(pipelineName, pipelineExecutionId);
  if (outcomeOf(facts) === undefined) {
    throw new Error(`execution ${pipelineExecutionId} of ${pipelineName} is ${facts.status}: it has not ended yet`);
  }
  await writeApprovals(store, facts, closer.people);
  for (let race = 0; race < MOST_RACES; race++) {
    const length = await chainLength(store);
    const done = await linkOf(store, length, facts, attempt);
    if (done !== undefined) {
      return { number: done.number, fresh: await store.putNew(key, done.bytes) };
    }
    const bytes = await sealed(closer, ended, facts, length);
    if (!(await store.putNew(chainKey(length + 1), bytes))) continue;
    await store.putNew(key, bytes);
    return { number: length + 1, fresh: true };
  }
  throw new Error(`${MOST_RACES} other releases were closed while ${pipelineExecutionId} was: it is not closed`);
};

const sealed = async (closer: Closer, ended: Ended, facts: ExecutionFacts, length: number): Promise<Buffer> => {
  const { store, signer, now } = closer;
  const outcome = outcomeOf(facts);
  if (outcome === undefined) throw new Error(`execution ${ended.pipelineExecutionId} is ${facts.status}`);
  const parts = await readParts(store, ended.pipelineExecutionId, statementName(ended.attempt));
  const previous = length === 0 ? undefined : await readLink(store, length);
  const { attempt, account, region, time: endedAt } = ended;
  const statement = describeRelease(facts, parts, {
    number: length + 1,
    previous: previousOf(previous),
    attempt,
    outcome,
    account,
    region,
    endedAt,
    // Clocks differ by a little; a record is never older than what it follows.
    closedTime: [now().toISOString(), endedAt, previous?.record.closedTime ?? ''].sort().at(-1) ?? endedAt,
  });
  // What nobody could read must not be signed: no later release could be chained to it.
  const readable = statementSchema.safeParse(statement);
  if (!readable.success) {
    throw new Error(`the record of ${ended.pipelineExecutionId} cannot be signed: ${problemsIn(readable.error)}`);
  }
  return seal(Buffer.from(JSON.stringify(statement)), signer);
};

/** The link that an earlier delivery made: no release is closed before it began, so that the search ends soon. */
const linkOf = async (
  store: EvidenceStore,
  length: number,
  { pipelineExecutionId, actions }: ExecutionFacts,
  attempt: number,
): Promise<Link | undefined> => {
  const began = actions
    .map(({ startTime }) => startTime)
    .sort()
    .at(0);
  for (let number = length; number > 0; number--) {
    const link = await readLink(store, number);
    if (link.record.pipelineExecutionId === pipelineExecutionId && link.record.attempt === attempt) return link;
    if (began !== undefined && link.record.closedTime < began) return undefined;
  }
  return undefined;
};

const writeApprovals = async (store: EvidenceStore, facts: ExecutionFacts, people: People): Promise<number> => {
  const prefix = releasePrefix(facts.pipelineExecutionId);
  const known = new Set(await store.list(prefix));
  const missing = decidedApprovals(facts).filter((action) => !known.has(`${prefix}${approvalName(action)}`));
  if (missing.length === 0) return 0;
  const parts = await readParts(store, facts.pipelineExecutionId, '');
  for (const action of missing) {
    await store.putNew(`${prefix}${approvalName(action)}`, writtenRecord(approvalRecord(facts, action, parts, people)));
  }
  return missing.length;
};
