import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { parseValidationReport } from '../../lib/contract/validation-report';
import { decisiveAction } from '../../lib/rehearsal/console/closing';
import { parseFault } from '../../lib/rehearsal/faults/parse-fault';
import { readSession } from '../../lib/rehearsal/session/session';
import { type App, type Ended, foreignApp, thisRepository } from '../rehearsal/_helpers/app';
import { presynthesize } from '../rehearsal/_helpers/presynthesize';
import { ACCOUNTS, awsAs, checkLess, MINUTES } from '../rehearsal/_helpers/this-repository';
import { expectNothingLeft } from '../rehearsal/kill/kill';
import { type FaultRun, faultsDocument } from './_helpers/faults-document';
import { steady } from './_helpers/steady';

/** A release under every fault: what one sees of it is `docs/faults.md`. */
const DOCUMENT = resolve('docs/faults.md');
const SMALL = "somebody's small app";

const runs: FaultRun[] = [];
let small: App | undefined;
let ours: App | undefined;
const smallApp = (): App => {
  const app = foreignApp();
  presynthesize(app);
  return app;
};

afterAll(async () => {
  for (const app of [small, ours]) await app?.delivery(['down']);
  const before = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : '';
  if (runs.length > 0) writeFileSync(DOCUMENT, faultsDocument(runs, before));
});

/** The app whose emulator is kept, made when it is first needed. */
const appCalled = (name: string): App => {
  if (name === SMALL) {
    small ??= smallApp();
    return small;
  }
  if (ours === undefined) {
    ours = thisRepository();
    checkLess(ours);
  }
  return ours;
};

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
];

test.each(CASES)(
  '%s of %s on a %s emulator ends with one cause, and leaves nothing',
  async (fault, name, emulator) => {
    const app = emulator === 'new' ? smallApp() : appCalled(name);
    const keep = emulator === 'kept' ? ['--keep'] : [];
    const ended = await app.delivery(['rehearse', '--approve', 'all', ...keep, '--fault', fault]);
    const run = runOf(app, name, fault, ended);
    expect(run.row.exitCode.split(' or ')).toContain(String(ended.exitCode));
    expect(`${ended.stdout}${ended.stderr}`).not.toMatch(/^ {4}at /m);
    expect(JSON.stringify(app.summary())).not.toContain('InProgress');
    if (run.row.name !== 'lost-emulator') expect(ended.stdout).toContain(`fault ${fault} struck `);
    if (emulator === 'new') await expectNothingLeft(app);
    undo(app, run.row.name);
    runs.push(run);
  },
  20 * MINUTES,
);

/** What a fault does to an account stays, as on AWS, until somebody undoes it. */
const undo = (app: App, name: string): void => {
  const session = readSession(join(app.directory, '.rehearsal'));
  const asDev = (...args: readonly string[]) => awsAs(ACCOUNTS.dev, session, args);
  if (name === 'disabled-key') {
    const query = "Aliases[?AliasName=='alias/data-logs-dev'].TargetKeyId";
    const key = asDev('kms', 'list-aliases', '--query', query, '--output', 'text').trim();
    asDev('kms', 'enable-key', '--key-id', key);
  }
};

const runOf = (app: App, name: string, fault: string, { exitCode, stdout, stderr }: Ended): FaultRun => {
  const summary = app.summary();
  const decisive = summary.status === 'Succeeded' ? undefined : decisiveAction(summary);
  const stages = summary.stages.map(({ stageName, status }) => `${stageName} ${status ?? 'not reached'}`);
  const because =
    decisive === undefined
      ? []
      : [`${decisive.stage.stageName}/${decisive.action.actionName}: ${decisive.action.summary}`];
  const report = summary.targets.findLast(({ validation }) => validation !== null)?.validation?.report;
  return {
    row: parseFault(fault).row,
    fault: steady(fault),
    app: name,
    exitCode,
    terminal: [...lastWords(stdout), ...lines(stderr)],
    summary: [`${summary.status}: ${stages.join(', ')}`, ...because].map(steady),
    ...(report !== undefined && { validation: answers(join(app.directory, '.rehearsal', 'latest', report)) }),
  };
};

/** From the verdict on, without what is about files and how to reach the emulator. */
const lastWords = (stdout: string): readonly string[] => {
  const all = stdout.split('\n');
  const verdict = all.findLastIndex((line) => /^ {2}[✓✗■] /.test(line));
  const said = (verdict < 0 ? [] : all.slice(verdict)).filter(
    (line) => !/^ {2}(?:record|kept|export| {7}) /.test(line),
  );
  return lines(said.join('\n'));
};

const lines = (text: string): readonly string[] =>
  steady(text.replaceAll(/\n{2,}/g, '\n'))
    .split('\n')
    .filter(Boolean);

const answers = (file: string): readonly string[] => {
  const { results } = parseValidationReport(JSON.parse(readFileSync(file, 'utf8')));
  return results
    .flatMap((each) =>
      each.status === 'pass'
        ? []
        : [
            `${each.status} ${each.requirement} ${each.check} ${each.subject}`,
            `  because: ${each.because}`,
            ...(each.status === 'fail' ? [`  fix: ${each.fix}`] : []),
          ],
    )
    .map(steady);
};
