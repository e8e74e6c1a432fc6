import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { parseFault } from '../../lib/rehearsal/faults/parse-fault';
import { decisiveAction } from '../../lib/rehearsal/record/decisive';
import { type App, type Ended, foreignApp } from '../rehearsal/_helpers/app';
import { presynthesize } from '../rehearsal/_helpers/presynthesize';
import { MINUTES } from '../rehearsal/_helpers/this-repository';
import { expectNothingLeft } from '../rehearsal/kill/kill';
import { type FaultRun, faultsDocument } from './_helpers/faults-document';
import { steady } from './_helpers/steady';

/** A release under every fault: what one sees of it is `docs/faults.md`. */
const DOCUMENT = resolve('docs/faults.md');
const SMALL = "somebody's small app";
const EXPIRING = 'the small app with an acknowledgement of its own';
/** The last day of the small app's acknowledgement, and how many days it is to the one after. */
const LAST_DAY = '2099-12-31';
const LATER = Math.ceil((Date.parse('2100-01-01') - Date.now()) / 86_400_000);

const runs: FaultRun[] = [];
let kept: App | undefined;
const smallApp = (expiring = false): App => {
  const app = foreignApp();
  presynthesize(app);
  if (expiring) expire(app);
  return app;
};

/** A gate in one line, which accepts something until a day. */
const expire = (app: App): void => {
  const says = `the acknowledgement of ${LAST_DAY} has expired`;
  const stops = `{ console.error('${says}'); process.exitCode = 1; }`;
  app.write('gate.js', `if (Date.now() > Date.parse('${LAST_DAY}')) ${stops}\n`);
  app.write('cdk.json', JSON.stringify({ app: 'node gate.js && cp -r assembly/. "$CDK_OUTDIR"' }));
  app.commit('Accept something until a day');
};

afterAll(async () => {
  await kept?.delivery(['down']);
  const before = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : '';
  if (runs.length > 0) writeFileSync(DOCUMENT, faultsDocument(runs, before));
});

/** A fault, on which app, and on an emulator of its own (`new`) or on the kept one. */
const CASES: readonly (readonly [fault: string, app: string, emulator: 'kept' | 'new'])[] = [
  ['throttle:cloudformation:DescribeChangeSet:2', SMALL, 'kept'],
  ['error:s3:GetObject', SMALL, 'kept'],
  ['delay:s3:PutObject:1', SMALL, 'kept'],
  ['denied:*deploy-role*:cloudformation:CreateChangeSet', SMALL, 'kept'],
  ['failed-resource:AWS::SSM::Parameter', SMALL, 'new'],
  ['lost-emulator:Assets/FileAssets', SMALL, 'new'],
  ['crashed-build:Build/Synth', SMALL, 'kept'],
  ['lost-connection:Source/somebody_shop', SMALL, 'kept'],
  ['rejected:prod', SMALL, 'kept'],
  ['expired:prod', SMALL, 'kept'],
  [`later:${LATER}:Build/Synth`, EXPIRING, 'new'],
  ['disabled-key:alias/codepipeline-foreignpipeline219790f5:Assets/FileAssets', SMALL, 'new'],
];

test.each(CASES)(
  '%s of %s on a %s emulator ends with one cause, and leaves nothing',
  async (fault, name, emulator) => {
    if (emulator === 'kept') kept ??= smallApp();
    const app = (emulator === 'kept' && kept) || smallApp(name === EXPIRING);
    const keep = emulator === 'kept' ? ['--keep'] : [];
    const ended = await app.delivery(['rehearse', '--approve', 'all', ...keep, '--fault', fault]);
    const run = runOf(app, name, fault, ended);
    expect(run.row.exitCode.split(' or ')).toContain(String(ended.exitCode));
    expect(`${ended.stdout}${ended.stderr}`).not.toMatch(/^ {4}at /m);
    expect(JSON.stringify(app.summary())).not.toContain('InProgress');
    if (run.row.name !== 'lost-emulator') expect(ended.stdout).toContain(`fault ${fault} struck `);
    if (emulator === 'new') await expectNothingLeft(app);
    runs.push(run);
  },
  20 * MINUTES,
);

const runOf = (app: App, name: string, fault: string, { exitCode, stdout, stderr }: Ended): FaultRun => {
  const summary = app.summary();
  const decisive = summary.status === 'Succeeded' ? undefined : decisiveAction(summary);
  const stages = summary.stages.map(({ stageName, status }) => `${stageName} ${status ?? 'not reached'}`);
  const because =
    decisive === undefined
      ? []
      : [`${decisive.stage.stageName}/${decisive.action.actionName}: ${decisive.action.summary}`];
  return {
    row: parseFault(fault).row,
    fault: steady(fault),
    app: name,
    exitCode,
    terminal: [...lastWords(stdout), ...lines(stderr)],
    summary: [`${summary.status}: ${stages.join(', ')}`, ...because].map(steady),
  };
};

/** From what lies in the targets to the verdict, without what is about files and how to reach the emulator. */
const lastWords = (stdout: string): readonly string[] => {
  const all = stdout.split('\n');
  const targets = all.findIndex((line) => /^ {2}\S+ +\d{12}\//.test(line));
  const said = (targets < 0 ? [] : all.slice(targets)).filter(
    (line) => !/^ {2}(?:record|kept|export| {7}) /.test(line),
  );
  return lines(said.join('\n'));
};

const lines = (text: string): readonly string[] =>
  steady(text.replaceAll(/\n{2,}/g, '\n'))
    .split('\n')
    .filter(Boolean);
