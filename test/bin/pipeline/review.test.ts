import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { reviewProgram } from '../../../bin/pipeline/review';
import { CallRefused } from '../../../lib/aws/call-refused';
import type { Review } from '../../../lib/contract/review';
import type { DeployedStack } from '../../../lib/review/deployed-stacks';
import { temporaryDirectory } from '../../rehearsal/_helpers/temporary-directory';
import { acknowledged, reportOf, stack, TODAY } from '../../review/_fixtures/releases';
import { writeRelease } from '../../review/_fixtures/write-release';

type Deployed = Readonly<Record<string, DeployedStack | Error>>;

const group = (retention: number, description = 'Gruppe für Protokolle') => ({
  Group: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: retention } },
  Note: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: description } },
});

const deployed = (resources: object, status = 'UPDATE_COMPLETE', sections: object = {}): DeployedStack => ({
  status,
  template: JSON.stringify({ ...sections, Resources: resources }),
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly review: Review | undefined;
  readonly output: string;
}

const run = async (there: Deployed, more: (directory: string) => readonly string[] = () => []): Promise<Ran> => {
  const directory = temporaryDirectory();
  const release = writeRelease(join(directory, 'release'), [stack(group(90))], { acknowledged: [acknowledged()] });
  const output = join(directory, 'review');
  const [out, err]: [string[], string[]] = [[], []];
  const argv = ['--release', release, '--environment', 'dev', '--account', '222222222222', '--region', 'us-east-1'];
  const code = await reviewProgram([...argv, '--output', output, ...more(directory)], {
    stdout: (text) => out.push(text),
    stderr: (text) => err.push(text),
    today: TODAY,
    deployed: () => ({
      stack: async (name) => {
        const found = there[name];
        if (found instanceof Error) throw found;
        return found;
      },
    }),
  });
  const file = join(output, 'review.json');
  const review = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Review) : undefined;
  return { code, out: out.join(''), err: err.join(''), review, output };
};

const promoted = (stacks: Parameters<typeof reportOf>[0]) => (directory: string) => {
  const file = join(directory, 'promoted.json');
  writeFileSync(file, JSON.stringify(reportOf(stacks, { acknowledged: [] })));
  return ['--promoted', file];
};

const refused = (action: string) => new CallRefused(action, `not authorized to perform ${action}`);

describe('the review of a target', () => {
  test('compares with the templates that run there, and with the report that was promoted', async () => {
    const there = deployed(group(90), 'UPDATE_COMPLETE', { Outputs: { Name: { Value: 'a' } } });
    const { code, review, out, output } = await run({ 'data-dev': there }, promoted([stack(group(90))]));
    expect(code).toBe(0);
    expect(review?.baseline).toEqual({ kind: 'deployed', label: 'what runs in 222222222222, us-east-1', gate: true });
    expect(review?.news.map(({ kind }) => kind)).toEqual(['acknowledgement-added', 'section-changed']);
    expect(readFileSync(join(output, 'review.html'), 'utf8')).toContain('<!doctype html>');
    expect(out).toContain('review of delivery dev 222222222222 us-east-1');
  });

  test('finds nothing new where the same runs there', async () => {
    const { review } = await run({ 'data-dev': deployed(group(90)) });
    expect(review?.news).toEqual([]);
    expect(review?.cannotTell).toContainEqual(expect.stringContaining('no gate report on the baseline'));
  });

  test('does not take for a change what CloudFormation cannot give back', async () => {
    const { review } = await run({ 'data-dev': deployed(group(90, 'Gruppe f?r Protokolle')) });
    expect(review?.news).toEqual([]);
    expect(review?.cannotTell).toContainEqual(expect.stringContaining('characters outside of ASCII'));
  });

  test.each<[string, Deployed]>([
    ['no stack exists', {}],
    ['nobody has executed the first change set', { 'data-dev': { status: 'REVIEW_IN_PROGRESS' } }],
  ])('is a first deployment where %s', async (_, there) => {
    const { code, review } = await run(there);
    expect(code).toBe(0);
    expect(review?.baseline.kind).toBe('nothing');
    expect(review?.baseline).not.toHaveProperty('unseen');
    expect(review?.news.map(({ kind }) => kind)).toEqual(['acknowledgement-added', 'stack-added']);
  });

  test('is called a first deployment only probably where nobody could look', async () => {
    const { code, review, output } = await run({ 'data-dev': refused('sts:AssumeRole') });
    expect(code).toBe(0);
    expect(review?.baseline).toMatchObject({ kind: 'nothing', unseen: true });
    expect(review?.cannotTell).toContainEqual(expect.stringContaining('nobody could look at what runs there'));
    const page = readFileSync(join(output, 'review.html'), 'utf8');
    expect(page).toContain('<title>Probably the first deployment of dev ·');
    expect(page).toContain('nobody could look');
    expect(existsSync(join(output, 'gate.html'))).toBe(true);
  });

  test.each<[string, DeployedStack | Error, string]>([
    ['its role may not read', refused('cloudformation:GetTemplate'), 'not authorized'],
    ['its creation has failed', deployed(group(90), 'ROLLBACK_COMPLETE'), 'it is in ROLLBACK_COMPLETE'],
    ['it is being changed', deployed(group(90), 'UPDATE_IN_PROGRESS'), 'it is in UPDATE_IN_PROGRESS'],
    ['its template is no JSON', { status: 'UPDATE_COMPLETE', template: 'Resources:' }, 'is not JSON'],
    ['it has no template', { status: 'UPDATE_COMPLETE' }, 'without its template'],
  ])('cannot tell of a stack where %s', async (_, there, because) => {
    const { code, review } = await run({ 'data-dev': there });
    expect(code).toBe(0);
    expect(review?.news).toMatchObject([
      { kind: 'cannot-tell', weight: 'danger', title: expect.stringContaining(because) },
    ]);
  });

  test('is no first deployment where a release was promoted and the role is refused', async () => {
    const { review } = await run({ 'data-dev': refused('sts:AssumeRole') }, promoted([stack(group(90))]));
    expect(review?.news).toContainEqual(expect.objectContaining({ kind: 'cannot-tell', weight: 'danger' }));
  });

  test('names a stack that runs there and is in the release no more', async () => {
    const old = stack(group(90), { stackName: 'old-dev', path: 'Delivery/dev/Old' });
    const there = { 'data-dev': deployed(group(90)), 'old-dev': deployed(group(90)) };
    const { review } = await run(there, promoted([stack(group(90)), old]));
    expect(review?.news).toContainEqual(expect.objectContaining({ kind: 'stack-removed', stackName: 'old-dev' }));
  });

  test('shows what the environment before answered', async () => {
    const { output } = await run({}, (directory) => {
      const file = join(directory, 'validation.json');
      const results = [{ check: 'c', requirement: 'ZT-07', subject: 's', status: 'pass' }];
      const place = { environment: 'test', account: '111111111111', region: 'us-east-1' };
      const times = { startTime: '2026-11-23T10:00:00Z', endTime: '2026-11-23T10:01:00Z' };
      writeFileSync(
        file,
        JSON.stringify({ schema: 1, ...place, ...times, summary: { pass: 1, fail: 0, cannotTell: 0 }, results }),
      );
      return ['--validation', file];
    });
    expect(readFileSync(join(output, 'review.html'), 'utf8')).toContain('1 pass, 0 fail, 0 cannot tell');
  });
});

describe('fails', () => {
  const broken = (file: string, text: string) => (directory: string) => {
    writeFileSync(join(directory, file), text);
    return [];
  };

  test.each<[string, (directory: string) => readonly string[], string]>([
    ['another template than the gate has judged', broken('release/data-dev.template.json', '{}'), 'has judged one of'],
    ['a report that is none', broken('release/gate/report.json', '{"schema":2}'), 'is no gate report of schema 1'],
    ['a report that is no JSON', broken('release/gate/report.json', '{'), 'is not JSON'],
    ['an option that nobody knows', () => ['--force'], "Unknown option '--force'"],
    ['an account that is none', () => ['--account', '12345'], '--account must be 12 digits, got "12345"'],
    ['a promoted report that is not there', () => ['--promoted', '/nowhere/report.json'], 'there is no /nowhere'],
    ['a validation that is none', () => ['--validation', 'package.json'], 'package.json is no validation report'],
    [
      'an environment that the release does not have',
      () => ['--environment', 'prod'],
      'the release has no stack in prod',
    ],
  ])('%s, as a wrong request', async (_, more, message) => {
    const { code, err, review } = await run({}, more);
    expect({ code, review }).toEqual({ code: 2, review: undefined });
    expect(err).toContain(message);
  });

  test('a template that leads outside', async () => {
    const { code, err } = await run({}, (directory) => {
      const file = join(directory, 'release', 'gate', 'report.json');
      writeFileSync(join(directory, 'secret.json'), '{}');
      writeFileSync(file, readFileSync(file, 'utf8').replace('data-dev.template.json', '../secret.json'));
      return [];
    });
    expect(code).toBe(2);
    expect(err).toContain('../secret.json leads outside');
  });

  test('when AWS does not answer, without a page', async () => {
    const { code, err, review } = await run({ 'data-dev': new Error('socket hang up') });
    expect({ code, review }).toEqual({ code: 1, review: undefined });
    expect(err).toBe('review: socket hang up\n');
  });
});
