import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { REQUESTS } from '../../lib/rehearsal/record/permission-record';
import { actionsDuring } from '../../lib/rehearsal/record/permissions';
import type { Summary } from '../../lib/rehearsal/record/summary';
import { type JudgedStatement, judgeAgain, type Need } from '../../lib/rehearsal/statements/judge-again';
import { placesIn } from '../../lib/rehearsal/statements/verdicts';
import { type App, thisRepository } from '../rehearsal/_helpers/app';
import { MINUTES, permissionsOf, story } from '../rehearsal/_helpers/this-repository';
import type { CutStatement } from './_helpers/cut-statement';

const COUNT = Number(process.env['DRAWS'] ?? 5);
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);

interface Candidate {
  readonly cut: CutStatement;
  readonly need: Need;
  /** Where in the pipeline the first request is refused, as judging the record again says. */
  readonly predicted: readonly string[];
}

/**
 * Statements drawn by a seed, taken out of what this repository synthesizes, and released with permissions enforced: each
 * release must fail where judging the record of a whole one again has said.
 *
 * Drawn from the identity policies of what acts in the pipeline: roles of actions, builds, and whom those become. A function that
 * an event starts is waited for by nobody, and a key or a bucket without a statement fails when it is made already.
 */
describe(`statements drawn by seed ${SEED}`, () => {
  let candidates: readonly Candidate[] = [];

  beforeAll(async () => {
    const record = join(await rehearsed(), '.rehearsal', 'latest');
    const summary: Summary = JSON.parse(readFileSync(join(record, 'summary.json'), 'utf8'));
    const requests = readFileSync(join(record, REQUESTS), 'utf8');
    const statements = await judgeAgain(requests, process.env, resolve('.'));
    const places = placesIn(requests);
    candidates = shuffled(statements.flatMap((statement) => candidate(statement, statements, places, summary)));
    process.stderr.write(`seed ${SEED}: ${candidates.length} statements to draw from\n`);
  }, 60 * MINUTES);

  test.each(Array.from({ length: COUNT }, (_, index) => [index + 1]))(
    'draw %d: the release fails where it was said, for what was taken out',
    async () => {
      const app = quick(thisRepository());
      const drawn = draw(app);
      const { need, predicted, cut } = drawn;
      const asked = `${need.action} on ${need.resource} by ${need.identity}`;
      process.stderr.write(
        `statement ${cut.number} of ${cut.inline ?? cut.path}: ${asked} in ${predicted.join(' or ')}\n`,
      );
      app.commit('Take a statement out');
      const ended = await app.delivery(['rehearse', '--permissions', 'enforce']);
      const failed = failedAction(app.summary());
      process.stderr.write(`failed in ${failed.name}: ${failed.said}\n`);
      expect([ended.exitCode, predicted]).toEqual([1, expect.arrayContaining([failed.name])]);
      // What the log says are the words of the tool that was refused: not all of them pass on AWS's.
      const { refused } = permissionsOf(app.directory, app.summary());
      expect(refused).toContainEqual(
        expect.objectContaining({
          action: need.action,
          actions: expect.arrayContaining([failed.name]),
          because: `because no identity-based policy allows the ${need.action} action`,
        }),
      );
    },
    40 * MINUTES,
  );

  /** The next candidate that the gate lets pass: what it stops is none of this. */
  const draw = (app: App): Candidate => {
    for (;;) {
      const [next, ...rest] = candidates;
      if (next === undefined) throw new Error('no statement is left to draw');
      candidates = rest;
      plant(app, next.cut);
      const { status, stderr } = spawnSync('npm', ['run', '--silent', 'synth'], {
        cwd: app.directory,
        encoding: 'utf8',
      });
      if (status === 0) return next;
      const rule = /\bZT-\d+-\w+/.exec(stderr)?.[0] ?? stderr.slice(-300);
      process.stderr.write(`stopped by the gate before (${rule}): statement ${next.cut.number} of ${next.cut.path}\n`);
      execFileSync('git', ['checkout', '--quiet', '--', '.'], { cwd: app.directory });
    }
  };
});

/** The directory of a copy of this repository with a whole release: one that was rehearsed before, or a new one. */
const rehearsed = async (): Promise<string> => {
  const before = process.env['REHEARSED'];
  if (before !== undefined) return before;
  const whole = quick(thisRepository());
  const ended = await whole.delivery(['rehearse', '--permissions', 'enforce']);
  if (ended.exitCode !== 0) throw new Error(story(ended));
  return whole.directory;
};

/** Types are checked in its build, tests are not run again. */
const quick = (app: App): App => {
  edit(app, 'package.json', /"check": "[^"]*"/, '"check": "npm run --silent typecheck"');
  app.commit('Check types only');
  return app;
};

const edit = (app: App, path: string, what: RegExp, by: string): void => {
  const before = readFileSync(join(app.directory, path), 'utf8');
  const after = before.replace(what, by);
  if (after === before) throw new Error(`the edit of ${path} changed nothing`);
  writeFileSync(join(app.directory, path), after);
};

const plant = (app: App, cut: CutStatement): void => {
  cpSync(resolve('test/walks/_helpers/cut-statement.ts'), join(app.directory, 'bin', 'cut-statement.ts'));
  edit(app, 'bin/app.ts', /^import \{ App \}/m, "import { cutStatement } from './cut-statement';\nimport { App }");
  const planted = `cutStatement(${JSON.stringify(cut)});\n`;
  edit(app, 'bin/app.ts', /^(?= {2}watch\.time\('constructs')/m, `  ${planted}`);
};

const candidate = (
  { kind, of, policy, number, effect, neededBy }: JudgedStatement,
  all: readonly JudgedStatement[],
  places: ReturnType<typeof placesIn>,
  summary: Summary,
): readonly Candidate[] => {
  const place = places[policy] ?? places[of[0] ?? ''];
  const siblings = all.filter((each) => each.kind === kind && each.policy === policy && each.of[0] === of[0]);
  const [need] = neededBy;
  if (
    kind !== 'identity' ||
    effect !== 'Allow' ||
    place === undefined ||
    place.stack === 'CDKToolkit' ||
    siblings.length < 2
  )
    return [];
  if (need === undefined || !need.sure || !isOfAnAction(need, summary)) return [];
  const predicted = actionsDuring(need, summary);
  if (predicted.length === 0) return [];
  const inline = kind === 'identity' && places[policy] === undefined ? { inline: policy } : {};
  return [{ cut: { path: place.path, number, ...inline }, need, predicted }];
};

/** Whether the chain of roles begins with an action's role or with a build, so that the action fails with the request. */
const isOfAnAction = ({ origin }: Need, { stages }: Summary): boolean =>
  /\/AWSCodeBuild-[^/]+$/.test(origin) ||
  stages.some(({ actions }) => actions.some(({ roleArn }) => roleArn.split('/').at(-1) === origin.split('/')[1]));

const failedAction = ({ stages }: Summary): { readonly name: string; readonly said: string } => {
  for (const { stageName, actions } of stages) {
    const failed = actions.find(({ status }) => status === 'Failed');
    if (failed) return { name: `${stageName} · ${failed.actionName}`, said: failed.summary ?? '' };
  }
  return { name: 'none', said: 'the release succeeded' };
};

/** In an order that the seed decides, and that has nothing to do with the next seed's. */
const shuffled = <T>(things: readonly T[]): readonly T[] =>
  things
    .map((thing, index) => ({ thing, place: createHash('sha256').update(`${SEED}/${index}`).digest('hex') }))
    .toSorted((one, other) => one.place.localeCompare(other.place))
    .map(({ thing }) => thing);
