import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { parseValidationReport, VALIDATION_REPORT, type ValidationReport } from '../lib/contract/validation-report';
import { median } from '../lib/ground/median';
import { type Estate, type EstateSize, estateOf, floorOf } from './aws-stub/estate';
import { type Asked, callsOf, serveStub } from './aws-stub/serve';
import type { Comparison, Figure } from './comparison';
import { timingOf } from './statistics';

const PLACE = { environment: 'dev', account: '222222222222', region: 'us-east-1' };

/** The account that the bars are about, and one in which both sides are run. */
const WHOLE: EstateSize = { groups: 10_000, keys: 20, streams: 100_000 };
const TENTH: EstateSize = { groups: 1_000, keys: 20, streams: 10_000 };

/**
 * The stub allows so many times AWS's rates, and the validator paces itself by as many: at AWS's own rates the streams of
 * 10,000 groups take eight minutes. What is asked, how often, and what is lost does not depend on it.
 */
const TIMES = 20;

/** The checks that the floor is about: groups, their keys, their streams, and to whom they forward. */
const CHECKS = [
  ...['log-groups-encrypted', 'log-groups-retention', 'log-streams-after-key', 'logs-key-policy'],
  ...['key-state', 'key-rotation', 'log-groups-forward-nowhere'],
].join();

/** What a validator said of itself. */
interface Said {
  readonly seconds: number;
  readonly megabytes: number;
}

interface Run {
  readonly asked: Asked;
  readonly said: Said;
}

/** Runs a bundled validator as a process of its own against an estate of its own. */
const run = async (bundle: string, estate: Estate, argv: readonly string[], input = ''): Promise<Run> => {
  const stub = await serveStub(estate, TIMES);
  try {
    const env = {
      PATH: process.env['PATH'] ?? '',
      AWS_ENDPOINT_URL: stub.endpoint,
      STUB_TIMES: String(TIMES),
      AWS_ACCESS_KEY_ID: '111111111111',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
    const running = promisify(execFile)(process.execPath, [bundle, ...argv], { env });
    running.child.stdin?.end(input);
    return { said: JSON.parse((await running).stdout), asked: stub.asked() };
  } finally {
    await stub.end();
  }
};

/** Our validator, with all its reports. */
const validated = async (bundle: string, size: EstateSize): Promise<Run & { readonly report: ValidationReport }> => {
  const output = await mkdtemp(join(tmpdir(), 'bench-validation-'));
  try {
    const { environment, account, region } = PLACE;
    const target = ['--environment', environment, '--account', account, '--region', region];
    const role = ['--role-arn', `arn:aws:iam::${account}:role/validation`];
    const ran = await run(bundle, estateOf(PLACE, size), [...target, ...role, '--check', CHECKS, '--output', output]);
    const report = parseValidationReport(JSON.parse(await readFile(join(output, VALIDATION_REPORT), 'utf8')));
    return { ...ran, report };
  } finally {
    await rm(output, { recursive: true });
  }
};

/** What the run on the whole account has shown. */
const factsOf = ({ asked, said, report }: Awaited<ReturnType<typeof validated>>): readonly Figure[] => {
  const floor = floorOf(estateOf(PLACE, WHOLE));
  return [
    { name: `calls for ${WHOLE.groups} groups, ${WHOLE.keys} keys, ${WHOLE.streams} streams`, value: callsOf(asked) },
    { name: 'floor: 2A + Σ⌈G/50⌉ + G + 3K + Σ max(1, ⌈S/50⌉)', value: floor },
    { name: 'calls by floor', value: callsOf(asked) / floor, bar: 1.05 },
    { name: 'calls that asked the same again', value: asked.repeated, bar: 0 },
    { name: 'calls that were throttled and made again', value: asked.throttled },
    { name: 'answers', value: report.results.length },
    { name: 'answers lost: cannot tell', value: report.summary.cannotTell, bar: 0 },
    { name: 'peak memory, MB', value: said.megabytes, bar: 200 },
    { name: `seconds at ${TIMES} times AWS's rates`, value: said.seconds },
  ];
};

/** Our validator against one look-up per group, at equal pace; and what ours asks of an account of ten thousand groups. */
export const compareValidation = async (directory: string, runs: number): Promise<Comparison> => {
  const outdir = join(directory, '.build');
  await build({
    entryPoints: [join(directory, 'bench/validator.ts'), join(directory, 'bench/naive-validator.ts')],
    outdir,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
  const tenth = estateOf(PLACE, TENTH);
  const names = tenth.groups.map(({ name }) => name).join('\n');
  const bundle = join(outdir, 'validator.js');
  const times: { readonly ours: Run; readonly naive: Run }[] = [];
  for (let round = 0; round < runs; round += 1) {
    const ours = await validated(bundle, TENTH);
    times.push({ ours, naive: await run(join(outdir, 'naive-validator.js'), tenth, [], names) });
  }
  const [first] = times;
  if (!first) throw new Error('nothing was measured');
  const seconds = (side: 'ours' | 'naive') => times.map((round) => round[side].said.seconds);
  return {
    title: `validation of log groups against one look-up per group (${TENTH.groups} groups, ${TIMES} times AWS's rates)`,
    ours: { name: 'the validation', timing: timingOf(seconds('ours')) },
    theirs: { name: 'a look-up per group', timing: timingOf(seconds('naive')) },
    ratio: median(seconds('ours')) / median(seconds('naive')),
    bar: 1,
    parts: [],
    facts: [
      { name: `calls for ${TENTH.groups} groups, ours`, value: callsOf(first.ours.asked) },
      { name: `calls for ${TENTH.groups} groups, a look-up per group`, value: callsOf(first.naive.asked) },
      { name: 'calls, ours by theirs', value: callsOf(first.ours.asked) / callsOf(first.naive.asked), bar: 1 },
      { name: 'the same without streams', value: postureOf(first.ours) / postureOf(first.naive), bar: 1 },
      ...factsOf(await validated(bundle, WHOLE)),
    ],
  };
};

/** Calls but those for streams, which nobody can do without. */
const postureOf = ({ asked }: Run): number => callsOf(asked) - (asked.answered.get('DescribeLogStreams') ?? 0);
