import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median } from '../lib/ground/median';
import { type Serving, startServing } from '../lib/serve/server';
import type { Comparison, Figure } from './comparison';
import { answeringPipeline, executionId, servedPast, writePast } from './served-releases';
import { timingOf } from './statistics';

const MANY = 1_000;
const LOG_BYTES = 100 * 1024 * 1024;
const ASKED = 100;

/**
 * What a page of `bin/delivery serve` costs after a thousand releases, one of which has written a log of 100 MB, against the
 * same page after one release, or before the first. Pages are asked for over http, in turns.
 */
export const compareServe = async (runs: number): Promise<Comparison> => {
  const directory = mkdtempSync(join(tmpdir(), 'delivery-bench-'));
  const opened: Serving[] = [];
  const open = async (name: string, count: number): Promise<Asker> => {
    const records = join(directory, name);
    writePast(records, count);
    const serving = await startServing(servedPast(records, answeringPipeline(count)));
    opened.push(serving);
    return askerOf(serving);
  };
  try {
    const [none, one, many] = [await open('none', 0), await open('one', 1), await open('many', MANY)];
    writeLog(join(directory, 'one', executionId(0), LOG), 1024);
    writeLog(join(directory, 'many', executionId(MANY - 1), LOG), LOG_BYTES);
    const pipeline = await inTurns(
      runs,
      () => many('/'),
      () => none('/'),
    );
    const facts = await factsBetween(runs, many, one);
    return {
      title: `a page of bin/delivery serve after ${MANY} releases and with a log of 100 MB, against an empty history: seconds of processors for ${ASKED} requests`,
      ours: { name: `after ${MANY} releases`, timing: timingOf(pipeline.ours) },
      theirs: { name: 'before the first', timing: timingOf(pipeline.theirs) },
      ratio: median(pipeline.ours) / median(pipeline.theirs),
      bar: 2,
      parts: [],
      facts,
    };
  } finally {
    for (const serving of opened) await serving.close();
    rmSync(directory, { recursive: true, force: true });
  }
};

type Asker = (path: string) => Promise<number>;

/** Each kind of page after many releases by the same after one. */
const factsBetween = async (runs: number, many: Asker, one: Asker): Promise<readonly Figure[]> => {
  const pages: readonly (readonly [string, (id: string) => string])[] = [
    ['pipeline', () => '/'],
    ['history', () => '/history'],
    ['execution', (id) => `/executions/${id}`],
    ['log', (id) => `/executions/${id}/logs/Build/Synth`],
  ];
  const facts: Figure[] = [];
  for (const [name, path] of pages) {
    const { ours, theirs } = await inTurns(
      runs,
      () => many(path(executionId(MANY - 1))),
      () => one(path(executionId(0))),
    );
    facts.push({
      name: `the page of the ${name}, by the same after one release`,
      value: median(ours) / median(theirs),
      bar: 2,
    });
  }
  return facts;
};

const LOG = join('logs', 'Build.Synth.log');

const writeLog = (file: string, bytes: number): void => {
  const line = `${'[Container] 2026/01/01 00:00:00 compiled one more file of the application'.padEnd(127)}\n`;
  const block = line.repeat(Math.min(8192, bytes / line.length));
  for (let written = 0; written < bytes; written += block.length) appendFileSync(file, block);
};

const inTurns = async (runs: number, one: () => Promise<number>, other: () => Promise<number>) => {
  const [ours, theirs]: [number[], number[]] = [[], []];
  await one();
  await other();
  for (let round = 0; round < runs; round += 1) {
    ours.push(await one());
    theirs.push(await other());
  }
  return { ours, theirs };
};

/** Enters, and answers how many seconds of processors it takes to serve and to get a page so and so often. */
const askerOf = async ({ url }: Serving): Promise<Asker> => {
  const entered = await fetch(url);
  const [cookie = ''] = entered.headers.getSetCookie().map((each) => each.split(';')[0] ?? '');
  return async (path) => {
    const began = process.cpuUsage();
    for (let asked = 0; asked < ASKED; asked += 1) {
      const answer = await fetch(new URL(path, url), { headers: { cookie } });
      if (answer.status !== 200) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`);
      await answer.arrayBuffer();
    }
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1e6;
  };
};
