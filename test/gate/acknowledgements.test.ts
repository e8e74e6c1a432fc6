import { describe, expect, test } from '@jest/globals';
import { type App, Stage, Validations } from 'aws-cdk-lib';
import { parseConfig } from '../../lib/config';
import { type Acknowledgement, matchesPath } from '../../lib/gate/acknowledgement';
import { Gate } from '../../lib/gate/gate';
import { readRegister } from '../../lib/gate/read-register';
import { buildDelivery } from '../../lib/pipeline';
import config from '../_fixtures/delivery-config';
import { appIn, found, inDirectory, judge } from './_helpers/judge';
import { FOUND_LOCKED, harmless, lockedLogGroup, openGroup, PLACE } from './_helpers/plants';

const REASON = 'The packs are shown what an acknowledged finding is.';
const entry = (change: Partial<Acknowledgement> = {}): Acknowledgement => ({
  finding: 'AwsSolutions-EC23',
  stack: 'Harmless',
  resources: ['Open'],
  reason: REASON,
  owner: 'platform-team',
  expires: '2027-06-30',
  ticket: 'SEC-12',
  cause: 'planted',
  at: { file: 'acknowledgements.yaml', line: 7 },
  causeAt: { file: 'acknowledgements.yaml', line: 1 },
  ...change,
});

/** What the gate says of the open security group under these acknowledgements. */
const judged = (...register: readonly Acknowledgement[]) => judge((app) => openGroup(harmless(app)), { register });

describe('an acknowledgement', () => {
  const withoutIt = found(judged());

  test('takes away exactly the finding it names', () => {
    const verdict = judged(entry());
    expect(found(verdict)).toEqual(withoutIt.filter((each) => each !== 'AwsSolutions-EC23 Harmless/Open'));
    expect(found(verdict)).toHaveLength(withoutIt.length - 1);
    expect(verdict.objections).toEqual([]);
    expect(verdict.acknowledged).toBe(1);
  });

  test('leaves the same finding on another resource', () => {
    const inTwoStacks = (app: App) => {
      openGroup(harmless(app));
      openGroup(harmless(app, 'Other'));
    };
    const verdict = judge(inTwoStacks, { register: [entry()] });
    expect(found(verdict).filter((each) => each.startsWith('AwsSolutions-EC23'))).toEqual([
      'AwsSolutions-EC23 Other/Open',
    ]);
  });

  test('serves the same stack in every stage, with the place of each', () => {
    const inTwoStages = (app: App) => {
      for (const name of ['dev', 'prod']) openGroup(harmless(new Stage(app, name, { env: PLACE })));
    };
    const verdict = judge(inTwoStages, { register: [entry()] });
    expect(found(verdict).filter((each) => each.startsWith('AwsSolutions-EC23'))).toEqual([]);
    expect(verdict.acknowledged).toBe(2);
  });

  test.each([
    ['an unknown rule', { finding: 'cfn-lint-E1' }, 'its finding must be one of'],
    ['a bare word', { finding: 'EC23' }, 'its finding must be one of'],
    [
      'an id that has its namespace already',
      { finding: 'AwsSolutions::AwsSolutions-EC23' },
      'its finding must be one of',
    ],
    ['a zero-trust rule, which has to be cured', { finding: FOUND_LOCKED }, 'its finding must be one of'],
    ['an empty reason', { reason: '' }, 'its reason must say why'],
    ['a reason of blanks', { reason: '        \n ' }, 'its reason must say why'],
    ['a reason that says nothing', { reason: 'accepted risk' }, 'its reason must say why'],
    ['no stack', { stack: '' }, 'it names no stack'],
    ['no resource', { resources: [] }, 'it names no resource'],
    ['a resource that is not there', { resources: ['Closed'] }, 'there is no resource Closed in stack Harmless'],
    ['a whole stack', { resources: [''] }, 'there is no resource  in stack Harmless'],
    ['a whole tree', { resources: ['**'] }, 'there is no resource ** in stack Harmless'],
  ])('fails when it has %s', (_, change, message) => {
    expect(() => judged(entry(change))).toThrow(message);
  });

  test('fails when it is there twice', () => {
    expect(() => judged(entry(), entry({ reason: `${REASON} Again.` }))).toThrow('it is there twice for Harmless/Open');
  });

  test('objects to an id that no rule has', () => {
    expect(judged(entry({ finding: 'AwsSolutions-EC9999' })).objections).toEqual([
      'the acknowledgement of AwsSolutions-EC9999 on Harmless/Open matches nothing any more: remove it',
    ]);
  });

  test('objects to one whose finding is gone', () => {
    const register = [entry({ resources: ['Parameter'] })];
    expect(judge((app) => harmless(app), { register }).objections).toEqual([
      'the acknowledgement of AwsSolutions-EC23 on Harmless/Parameter matches nothing any more: remove it',
    ]);
  });
});

describe('an acknowledgement outside the register is objected to', () => {
  const outside = (id: string, on: (app: App) => Parameters<typeof Validations.of>[0]) =>
    judge((app) => {
      const stack = harmless(app);
      openGroup(stack);
      lockedLogGroup(stack);
      Validations.of(on(app)).acknowledge({ id, reason: REASON });
    });
  const group = (app: App) => app.node.findChild('Harmless').node.findChild('Open');

  test.each([
    ['with its namespace', 'AwsSolutions::AwsSolutions-EC23'],
    ['bare, so that finding and reason vanish from the report', 'AwsSolutions-EC23'],
  ])('%s', (_, id) => {
    expect(outside(id, group).objections).toEqual([
      expect.stringMatching(/AwsSolutions-EC23 on Harmless\/Open is acknowledged outside the register/),
    ]);
  });

  test('on a whole stack, and on the whole app', () => {
    const id = 'HIPAA.Security-EC2RestrictedSSH';
    expect(outside(id, (app) => app.node.findChild('Harmless')).objections).toEqual([
      expect.stringContaining(`${id} on Harmless is acknowledged outside`),
    ]);
    expect(outside(`HIPAA.Security::${id}`, (app) => app).objections).not.toEqual([]);
  });

  test('and a zero-trust finding stays a finding under it', () => {
    const verdict = outside(`ZeroTrust::${FOUND_LOCKED}`, (app) => app.node.findChild('Harmless'));
    expect(found(verdict)).toContain(`${FOUND_LOCKED} Harmless/Locked`);
  });
});

test('a path pattern stands for whole segments and never for more of them', () => {
  expect(matchesPath('A/*/C', 'A/B/C')).toBe(true);
  expect(matchesPath('A/*', 'A/B/C')).toBe(false);
  expect(matchesPath('*', 'A/B')).toBe(false);
  expect(matchesPath('A/B*', 'A/Bc')).toBe(false);
  expect(matchesPath('A', 'A/B')).toBe(false);
});

test('every acknowledgement in force, resource by resource', () => {
  const applied = inDirectory((outdir) => {
    const app = appIn(outdir);
    buildDelivery(app, parseConfig(config));
    return new Gate(app, readRegister('acknowledgements.yaml')).applied;
  });
  expect(applied.map(({ finding, path, reason }) => `${path}: ${finding}: ${reason}`).toSorted()).toMatchSnapshot();
});
