import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { estateOf } from '../../bench/aws-stub/estate';
import { callsOf, type Stub, serveStub } from '../../bench/aws-stub/serve';
import { parseValidationReport } from '../../lib/contract/validation-report';
import { inParallel } from '../../lib/validation/calls/in-parallel';
import { bundledPipeline } from '../_helpers/pipeline-bundle';

const PLACE = { environment: 'dev', account: '222222222222', region: 'us-east-1' };
const CHECKS = 'log-groups-encrypted,log-groups-retention';
const GROUPS = 240;
const KILLS = 50;

let stub: Stub;
let directory = '';

interface Ended {
  readonly output: string;
  readonly killed: boolean;
  /** Milliseconds from the start to the first file, and to the end. */
  readonly wrote: number;
  readonly took: number;
}

/** When to kill: so long after the start, or after the first file has appeared; never. */
type Moment = { readonly after: 'start' | 'first file'; readonly milliseconds: number } | undefined;

/** Runs the bundle until it has begun to ask, and asks it to stop. */
const stopped = (signal: NodeJS.Signals): Promise<{ readonly code: number | null; readonly left: readonly string[] }> =>
  new Promise((resolve) => {
    const output = mkdtempSync(join(directory, 'stopped-'));
    const before = callsOf(stub.asked());
    const child = start(output, 'log-streams-after-key');
    const poll = setInterval(() => {
      if (callsOf(stub.asked()) === before) return;
      clearInterval(poll);
      child.kill(signal);
    }, 10);
    child.on('exit', (code) => {
      clearInterval(poll);
      resolve({ code, left: readdirSync(output) });
    });
  });

/** Starts the bundle as the pipeline does. */
const start = (output: string, checks: string) => {
  const target = ['--environment', PLACE.environment, '--account', PLACE.account, '--region', PLACE.region];
  const argv = [join(directory, 'pipeline.mjs'), 'validate', ...target, '--check', checks, '--output', output];
  const keys = { AWS_ACCESS_KEY_ID: PLACE.account, AWS_SECRET_ACCESS_KEY: 'x', AWS_ENDPOINT_URL: stub.endpoint };
  return spawn(process.execPath, argv, { env: { PATH: process.env['PATH'] ?? '', ...keys }, stdio: 'ignore' });
};

/** Runs the bundle, and kills it without warning. */
const run = (name: string, moment?: Moment): Promise<Ended> =>
  new Promise((resolve) => {
    const output = mkdtempSync(join(directory, `${name}-`));
    const begun = performance.now();
    const child = start(output, CHECKS);
    let timer: NodeJS.Timeout | undefined;
    let wrote = 0;
    const killIn = (milliseconds: number) => {
      timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
    };
    const watcher = watch(output, () => {
      if (wrote > 0) return;
      wrote = performance.now() - begun;
      if (moment?.after === 'first file') killIn(moment.milliseconds);
    });
    if (moment?.after === 'start') killIn(moment.milliseconds);
    child.on('exit', (_, signal) => {
      clearTimeout(timer);
      watcher.close();
      resolve({ output, killed: signal === 'SIGKILL', wrote, took: performance.now() - begun });
    });
  });

/** Numbers between 0 and 1 that are the same in every run of this test (a linear congruential generator). */
const dice = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

/** What is wrong with the files of a report by the names under which readers look for them; nothing when each is whole. */
const halfWritten = (output: string): readonly string[] => {
  const faults: string[] = [];
  const read = (name: string) =>
    existsSync(join(output, name)) ? readFileSync(join(output, name), 'utf8') : undefined;
  const [json, junit] = [read('validation.json'), read('junit.xml')];
  if (json !== undefined) {
    const { summary } = parseValidationReport(JSON.parse(json));
    if (summary.pass !== 2 * GROUPS) faults.push(`validation.json has ${summary.pass} passes`);
    if (junit === undefined) faults.push('validation.json is there without junit.xml');
  }
  if (junit !== undefined) {
    if (!junit.endsWith('</testsuites>\n')) faults.push('junit.xml has no end');
    if (junit.match(/<testcase /g)?.length !== 2 * GROUPS) faults.push('junit.xml has not all cases');
  }
  for (const page of readdirSync(output).filter((name) => name.endsWith('.html'))) {
    if (!read(page)?.trimEnd().endsWith('</html>')) faults.push(`${page} has no end`);
  }
  return faults;
};

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kill-'));
  stub = await serveStub(estateOf(PLACE, { groups: GROUPS, keys: 1, streams: 0 }), 1);
  await bundledPipeline(directory);
});

afterAll(async () => {
  await stub.end();
  rmSync(directory, { recursive: true });
});

describe('a validator that is killed', () => {
  test(`leaves whole reports or none, at ${KILLS} moments of its run and of its writing`, async () => {
    const whole = await run('whole');
    expect(halfWritten(whole.output)).toEqual([]);
    expect(readdirSync(whole.output)).toEqual(expect.arrayContaining(['junit.xml', 'validation.json']));

    const random = dice(20_261_123);
    // A machine that had more to do beside the whole run makes later ones shorter: the shortest that ended by itself counts.
    let shortest = whole;
    const momentOf = (at: number, writing: boolean): Moment => {
      const span = writing ? shortest.took - shortest.wrote : shortest.took;
      return { after: writing ? 'first file' : 'start', milliseconds: at * span };
    };
    const places = Array.from({ length: KILLS }, (_, index) => ({ at: random(), writing: index % 2 === 1 }));
    const killAt = async ({ at, writing }: (typeof places)[number]): Promise<Ended> => {
      const ended = await run('killed', momentOf(at, writing));
      if (!ended.killed && ended.wrote > 0 && ended.took < shortest.took) shortest = ended;
      return ended;
    };
    const ends = await inParallel(places, killAt, 2);

    expect(ends.flatMap(({ output }) => halfWritten(output))).toEqual([]);
    // The others had ended before their moment came, which is a moment too.
    expect(ends.filter(({ killed }) => killed).length).toBeGreaterThan(KILLS / 2);
  });
});

describe('a validator that is asked to stop', () => {
  test.each<[NodeJS.Signals, number]>([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('ends at once on %s with exit code %d and leaves nothing', async (signal, code) => {
    expect(await stopped(signal)).toEqual({ code, left: [] });
  });
});
