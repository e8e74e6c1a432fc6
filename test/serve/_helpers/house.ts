import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answeringPipeline, executionId, servedPast, writePast } from '../../../bench/served-releases';
import type { Pipeline } from '../../../lib/executions/pipeline';
import type { NotRehearsed, Summary } from '../../../lib/rehearsal/record/summary';
import { type Serving, startServing } from '../../../lib/serve/server';

/** The one approval that waits, of the newest execution. */
export const WAITS = {
  stageName: 'prod',
  actionName: 'Approve',
  token: '11111111-2222-4333-8444-555555555555',
  pipelineExecutionId: executionId(2),
};

/** A pipeline with three executions, of which the newest waits; every verb is written down and does nothing. */
export const waitingPipeline = (done: unknown[], refuse?: Error): Pipeline => {
  const plain = answeringPipeline(3);
  const note =
    (verb: string) =>
    async (...given: readonly unknown[]): Promise<never> => {
      done.push([verb, ...given]);
      if (refuse !== undefined) throw refuse;
      return undefined as never;
    };
  return {
    ...plain,
    async stages() {
      const stages = await plain.stages();
      return stages.map((stage) => (stage.stageName === 'prod' ? WAITING_STAGE : stage));
    },
    answer: note('answer'),
    start: note('start'),
    retry: note('retry'),
    stop: note('stop'),
    transition: note('transition'),
  };
};

const WAITING_STAGE: Awaited<ReturnType<Pipeline['stages']>>[number] = {
  stageName: 'prod',
  latestExecution: { pipelineExecutionId: WAITS.pipelineExecutionId, status: 'InProgress' },
  inboundTransitionState: { enabled: false, disabledReason: 'holidays' },
  actionStates: [{ actionName: 'Approve', latestExecution: { status: 'InProgress', token: WAITS.token } }],
};

/** A server of pages over records that were made, and nothing that runs. */
export interface House {
  readonly serving: Serving;
  readonly records: string;
  /** What was asked of the pipeline. */
  readonly done: readonly unknown[];
  readonly cookie: string;
  /** The key of the forms. */
  readonly key: string;
  close(): Promise<void>;
}

/** What the newest release has not rehearsed; its names are as long as the CDK makes them. */
export const NOT_REHEARSED: readonly NotRehearsed[] = [
  {
    type: 'AWS::StepFunctions::StateMachine',
    logicalId: 'Orders',
    path: `dev/Shop/${'OrdersOfTheShop'.repeat(6)}/Resource`,
    stack: 'dev/Shop',
    reason: 'the emulator has no such resource type, if its condition Wanted holds',
    at: 'lib/shop.ts:12',
    dependents: ['dev/Shop/Start/Resource', 'output OrdersArn'],
  },
  {
    type: 'AWS::Lambda::Function',
    logicalId: 'Bill',
    path: 'dev/Shop/Bill/Resource',
    stack: 'dev/Shop',
    reason: 'the emulator has no Runtime <java21>',
    dependents: [],
  },
];

const writeNotRehearsed = (records: string): void => {
  const file = join(records, WAITS.pipelineExecutionId, 'summary.json');
  const summary = JSON.parse(readFileSync(file, 'utf8')) as Summary;
  writeFileSync(file, JSON.stringify({ ...summary, notRehearsed: NOT_REHEARSED }));
};

export const openHouse = async (refuse?: Error): Promise<House> => {
  const directory = mkdtempSync(join(tmpdir(), 'house-'));
  const records = join(directory, 'records');
  writePast(records, 3);
  writeNotRehearsed(records);
  const done: unknown[] = [];
  const serving = await startServing(servedPast(records, waitingPipeline(done, refuse)));
  const [cookie = ''] = (await fetch(serving.url)).headers.getSetCookie()[0]?.split(';') ?? [];
  const page = await (await fetch(new URL('/', serving.url), { headers: { cookie } })).text();
  return {
    serving,
    records,
    done,
    cookie,
    key: /name="key" value="([^"]+)"/.exec(page)?.[1] ?? '',
    async close() {
      await serving.close();
      rmSync(directory, { recursive: true });
    },
  };
};

/** An answer as it came. */
export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What a request says beside where it goes. */
export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Asks with exactly these headers. A connection that is cut while it sends has the answer that came before, or status 0. */
export const ask = (url: URL, { method = 'GET', headers = {}, body }: Asking): Promise<Answered> =>
  new Promise((done) => {
    const asked = httpRequest(url, { method, headers, agent: false });
    let answer: Answered = { status: 0, headers: {}, text: '' };
    asked.on('error', () => done(answer));
    asked.on('response', (response) => {
      answer = { status: response.statusCode ?? 0, headers: response.headers, text: '' };
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('close', () => done({ ...answer, text }));
      response.on('error', () => done(answer));
    });
    asked.end(body);
  });
