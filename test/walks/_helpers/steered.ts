import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { statementName } from '../../../lib/contract/evidence-layout';
import { type ReleaseRecord, statementSchema } from '../../../lib/evidence/statement';
import { type OpenApproval, waitingOf } from '../../../lib/executions/open-approvals';
import { type Pipeline, pipelineAt } from '../../../lib/executions/pipeline';
import { parseAs } from '../../../lib/rehearsal/private-directory/mark';
import { readOrdinary } from '../../../lib/rehearsal/process/write-whole';
import type { Summary } from '../../../lib/rehearsal/record/summary';
import { type Session, sessionSchema } from '../../../lib/rehearsal/session/session';
import { type App, delivery } from '../../rehearsal/_helpers/app';
import { story } from '../../rehearsal/_helpers/this-repository';
import type { PlayedAccount } from './people';

/** The pipeline of an app that is served, as whoever waits for it sees it. */
export interface Steered {
  readonly tools: PlayedAccount;
  readonly pipeline: Pipeline;
  /** Waits for an approval of an execution that began after `known` were known. */
  approvalAfter(known: readonly string[]): Promise<OpenApproval>;
  /** Waits until an execution has ended and its record is written; answers how it ended. */
  end(pipelineExecutionId: string): Promise<string | undefined>;
  /** What is signed of an execution that has ended. @throws {Error} when `bin/delivery evidence verify` does not say yes */
  record(pipelineExecutionId: string): Promise<ReleaseRecord>;
  summary(pipelineExecutionId: string): Summary;
}

const PATIENCE_MILLISECONDS = 20 * 60_000;
const PAUSE_MILLISECONDS = 500;

/** @throws {Error} when no emulator of the app runs */
export const steered = async (app: App): Promise<Steered> => {
  const records = join(app.directory, '.rehearsal');
  const session = announced(app);
  const { endpoint, secret, tools, pipelineName: name } = session;
  const credentials = { accessKeyId: tools.account, secretAccessKey: secret };
  const pipeline = await pipelineAt({ name, endpoint, region: tools.region, credentials });
  return {
    tools: { ...tools, endpoint, secret },
    pipeline,
    approvalAfter: (known) =>
      waitFor('an approval', async () => {
        const { approvals } = await waitingOf(pipeline);
        const [newest] = await pipeline.executions();
        const isOver = newest?.status === 'Failed' && !known.includes(newest.pipelineExecutionId ?? '');
        if (isOver) throw new Error(`execution ${newest.pipelineExecutionId} failed before anybody was asked`);
        return approvals.find(({ pipelineExecutionId }) => !known.includes(pipelineExecutionId));
      }),
    end: (id) =>
      waitFor(`the end of ${id}`, async () => {
        const found = (await pipeline.executions()).find(({ pipelineExecutionId }) => pipelineExecutionId === id);
        const isWritten = existsSync(join(records, id, 'evidence'));
        return found?.status === 'InProgress' || !isWritten ? undefined : found?.status;
      }),
    record: async (id) => {
      const bundle = join(records, id, 'evidence');
      const verified = await delivery(['evidence', 'verify', bundle]);
      if (verified.exitCode !== 0) throw new Error(story(verified));
      const { payload } = JSON.parse(readFileSync(join(bundle, statementName(1)), 'utf8'));
      return statementSchema.parse(JSON.parse(Buffer.from(payload, 'base64').toString('utf8'))).predicate;
    },
    summary: (id) => JSON.parse(readFileSync(join(records, id, 'summary.json'), 'utf8')),
  };
};

/** What the command that serves an app says of itself, in its directory for temporary files. */
const announced = ({ temporary }: App): Session => {
  for (const name of readdirSync(temporary)) {
    const session = parseAs(readOrdinary(join(temporary, name, 'running.json')), sessionSchema);
    if (session !== undefined) return session;
  }
  throw new Error('no emulator of the app runs');
};

const waitFor = async <T>(what: string, ask: () => Promise<T | undefined>): Promise<T> => {
  const until = Date.now() + PATIENCE_MILLISECONDS;
  while (Date.now() < until) {
    const found = await ask();
    if (found !== undefined) return found;
    await setTimeout(PAUSE_MILLISECONDS);
  }
  throw new Error(`waited in vain for ${what}`);
};

/** Waits until a pipeline of an emulator asks for an answer. */
export const waitForApproval = async (
  { endpoint, secret }: Pick<PlayedAccount, 'endpoint' | 'secret'>,
  name: string,
  { account, region }: Pick<PlayedAccount, 'account' | 'region'>,
): Promise<OpenApproval> => {
  const credentials = { accessKeyId: account, secretAccessKey: secret };
  const pipeline = await pipelineAt({ name, endpoint, region, credentials });
  return waitFor('an approval', async () => (await waitingOf(pipeline)).approvals[0]);
};
