import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parseValidationReport } from '../../lib/contract/validation-report';
import { sha256 } from '../../lib/ground/sha256';
import { UserError } from '../../lib/ground/user-error';
import { validationPage } from '../../lib/reports/validation/validation-page';
import type { Check } from '../../lib/validation/check';
import { templateAsReleased } from '../../lib/validation/checks/template-as-released';
import { releaseIn } from '../../lib/validation/release-directory';
import { validationTable } from '../../lib/validation/table';
import { validate } from '../../lib/validation/validate';
import { YES } from '../reports/_fixtures/gate-report';
import { FakeCloud, fakeClock, healthyWorld, TARGET, type World } from './fake-cloud';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'release-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const TEMPLATE = '{"Resources":{"Key":{"Type":"AWS::KMS::Key"}}}';

/** What Build leaves for the validation: the gate's report and the templates it saw. */
const leave = (text: string = TEMPLATE, account = TARGET.account): void => {
  const stacks = ['data-dev', 'validation-access-dev'].map((stackName) => ({
    path: stackName,
    stackName,
    account,
    region: TARGET.region,
    resources: 1,
    template: `assembly-dev/${stackName}.template.json`,
    sha256: sha256(TEMPLATE),
  }));
  mkdirSync(join(directory, 'gate'));
  mkdirSync(join(directory, 'assembly-dev'));
  writeFileSync(join(directory, 'gate/report.json'), JSON.stringify({ ...YES, stacks }));
  for (const { template } of stacks) writeFileSync(join(directory, template), text);
};

const look = async (change: (world: World) => void = () => {}, checks: readonly Check[] = [templateAsReleased]) => {
  const world = healthyWorld();
  world.templates = { 'data-dev': TEMPLATE, 'validation-access-dev': `\n${TEMPLATE}` };
  change(world);
  const release = await releaseIn(directory);
  return validate(TARGET, { cloud: new FakeCloud(world), clock: fakeClock(), checks, release });
};

describe('the deployed templates', () => {
  test('pass when they say what the release says, whatever their white space', async () => {
    leave();
    expect((await look()).summary).toEqual({ pass: 2, fail: 0, cannotTell: 0 });
  });

  test('fail when somebody has deployed others, naming what differs', async () => {
    leave();
    const { results } = await look((world) => {
      world.templates['data-dev'] =
        '{"Resources":{"Key":{"Type":"AWS::KMS::Key","Properties":{}},"More":{}},"Outputs":{}}';
    });
    expect(results[0]).toMatchObject({ status: 'fail', because: expect.stringContaining('Key, More, Outputs differ') });
  });

  test('pass where only differs what CloudFormation does not change by itself', async () => {
    leave();
    const { summary } = await look((world) => {
      world.templates['data-dev'] = TEMPLATE.replace('{', '{"Description":"older","Metadata":{"a":1},');
    });
    expect(summary).toEqual({ pass: 2, fail: 0, cannotTell: 0 });
  });

  test('close the table with what did not pass, below everything that did', async () => {
    leave();
    const report = await look((world) => {
      world.templates = { 'validation-access-dev': TEMPLATE };
    });
    const kinds = validationTable(report, false)
      .split('\n')
      .filter((line) => /^(pass|FAIL) /.test(line));
    expect(kinds.map((line) => line.split(/ +/)[3])).toEqual(['validation-access-dev', 'data-dev']);
  });

  test('fail when there is no stack', async () => {
    leave();
    const { results } = await look((world) => {
      world.templates = {};
    });
    expect(results[0]).toMatchObject({ status: 'fail', because: 'the stack does not exist' });
  });

  test('cannot be told when the release has none for this account', async () => {
    leave(TEMPLATE, '333333333333');
    expect((await look()).results[0]).toMatchObject({
      status: 'cannot-tell',
      because: expect.stringContaining('222222222222'),
    });
  });

  test('cannot be told when the release is not what the gate saw', async () => {
    leave('{"Resources":{}}');
    const because = expect.stringContaining('not the template that the gate saw');
    expect((await look()).results).toEqual([expect.objectContaining({ status: 'cannot-tell', because })]);
  });

  test('are not asked about without a release, and the report says so', async () => {
    const report = await validate(TARGET, { cloud: new FakeCloud(healthyWorld()), clock: fakeClock() });
    expect(parseValidationReport(JSON.parse(JSON.stringify(report)))).toEqual(report);
    expect(report.notAsked).toEqual([
      { check: 'template-as-released', because: expect.stringContaining('--release DIR') },
    ]);
    expect(validationTable(report, false)).toContain('not asked    template-as-released: the templates of the release');
    expect(validationPage(report)).toContain('template-as-released: the templates of the release');
  });

  test('fail as a wrong request where the directory holds no release', async () => {
    await expect(look()).rejects.toThrow(UserError);
    await expect(look()).rejects.toThrow('--release holds no release');
  });

  test.each([
    ['is cut off', '{"schema": 1', 'gate/report.json is not JSON'],
    ['says nothing', '{}', 'gate/report.json is no gate report of schema 1: schema: '],
    ['lists no stacks', JSON.stringify({ ...YES, stacks: undefined }), 'is no gate report of schema 1: stacks: '],
    ['has a stack without hash', JSON.stringify({ ...YES, stacks: [{ path: 'A' }] }), 'of schema 1: stacks[0].'],
  ])('fail as a wrong request where the report of the gate %s', async (_, text, because) => {
    mkdirSync(join(directory, 'gate'));
    writeFileSync(join(directory, 'gate/report.json'), text);
    await expect(look()).rejects.toThrow(UserError);
    await expect(look()).rejects.toThrow(because);
  });
});
