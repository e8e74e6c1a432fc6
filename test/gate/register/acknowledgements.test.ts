import { describe, expect, test } from '@jest/globals';
import { type App, Stage, Validations } from 'aws-cdk-lib';
import { parseConfig } from '../../../lib/config';
import { Gate } from '../../../lib/gate/gate';
import { type Acknowledgement, matchesPath } from '../../../lib/gate/register/acknowledgement';
import { readRegister } from '../../../lib/gate/register/read-register';
import { buildDelivery } from '../../../lib/pipeline';
import config from '../../_fixtures/delivery-config';
import { acknowledgement, REASON } from '../_helpers/acknowledgement';
import { appIn, found, inDirectory, judge } from '../_helpers/judge';
import { FOUND_LOCKED, harmless, lockedLogGroup, openGroup, PLACE, widePolicy } from '../_helpers/plants';
import { REGISTER, REGISTER_DAY } from '../_helpers/register-day';
import { judged } from './_helpers/judged';

describe('an acknowledgement', () => {
  const withoutIt = found(judged());

  test('takes away exactly the finding it names', () => {
    const verdict = judged(acknowledgement());
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
    const verdict = judge(inTwoStacks, { register: [acknowledgement()] });
    expect(found(verdict).filter((each) => each.startsWith('AwsSolutions-EC23'))).toEqual([
      'AwsSolutions-EC23 Other/Open',
    ]);
  });

  test('serves the same stack in every stage, with the place of each', () => {
    const inTwoStages = (app: App) => {
      for (const name of ['dev', 'prod']) openGroup(harmless(new Stage(app, name, { env: PLACE })));
    };
    const verdict = judge(inTwoStages, { register: [acknowledgement()] });
    expect(found(verdict).filter((each) => each.startsWith('AwsSolutions-EC23'))).toEqual([]);
    expect(verdict.acknowledged).toBe(2);
  });

  const refused = (change: Partial<Acknowledgement>) => judged(acknowledgement(change));

  test.each<readonly [string, Partial<Acknowledgement>, string]>([
    ['an unknown rule', { finding: 'AwsSolutions-EC9999' }, 'no installed pack has the rule AwsSolutions-EC9999'],
    ['a rule of another tool', { finding: 'cfn-lint-E1' }, 'no installed pack has the rule cfn-lint-E1'],
    ['a bare word', { finding: 'EC23' }, 'no installed pack has the rule EC23'],
    ['its namespace in its id', { finding: 'AwsSolutions::AwsSolutions-EC23' }, 'did you mean AwsSolutions-EC23'],
    ['a zero-trust rule', { finding: FOUND_LOCKED }, 'a zero-trust finding cannot be acknowledged'],
    ['an empty reason', { reason: '' }, 'its reason is empty'],
    ['a reason of blanks', { reason: '        \n ' }, 'its reason is empty'],
    ['a reason of few words', { reason: 'Only ours.' }, 'its reason has 1 words of meaning'],
    [
      'a stock phrase as its reason',
      { reason: 'This is a false positive, risk accepted.' },
      'what is said of every finding',
    ],
    [
      'a placeholder as its reason',
      { reason: '<why this is right here and not elsewhere>' },
      'still has a placeholder',
    ],
    [
      "the rule's own sentence as its reason",
      { reason: 'The Security Group allows for 0.0.0.0/0 or ::/0 inbound access.' },
      'repeats the text of the rule',
    ],
    ['no owner', { owner: '' }, 'it has no owner, got ""'],
    ['nobody as its owner', { owner: 'TBD' }, 'it has no owner, got "TBD"'],
    ['no ticket', { ticket: '' }, 'it has no ticket, got ""'],
    ['a sentence as its ticket', { ticket: 'we talked about it' }, 'it has no ticket, got "we talked about it"'],
    ['a ticket outside the repository', { ticket: '../notes.md' }, 'it has no ticket, got "../notes.md"'],
    ['no expiry', { expires: '' }, 'its expiry must be a day like 2027-06-30, got ""'],
    ['an expiry that is no day', { expires: '2027-02-30' }, 'its expiry must be a day like'],
    ['an expiry that nobody means', { expires: '2036-01-01' }, 'more than two years from 2026-11-23'],
    ['no stack', { stack: '' }, 'it names no stack'],
    ['no resource', { resources: [] }, 'it names no resource'],
    ['a resource that is not there', { resources: ['Closed'] }, 'there is no resource Closed in stack Harmless'],
    ['a whole stack', { resources: [''] }, 'there is no resource  in stack Harmless'],
    ['a whole tree', { resources: ['**'] }, 'there is no resource ** in stack Harmless'],
  ])('accepts nothing when it has %s, and the gate says no', (_, change, message) => {
    const verdict = refused(change);
    expect(verdict.objections).toEqual([expect.stringContaining(message)]);
    expect(verdict.objections[0]).toMatch(/^acknowledgements\.yaml:[17]: /);
    expect(found(verdict)).toEqual(withoutIt);
    expect(verdict.acknowledged).toBe(0);
  });

  test('accepts nothing when it is there twice, and the gate says no', () => {
    const again = acknowledgement({ reason: `${REASON} Again.`, cause: 'again' });
    expect(judged(acknowledgement(), again).objections).toEqual([
      expect.stringContaining('it is there twice for Harmless/Open: remove one'),
    ]);
  });

  test('needs a reason of its own where its cause is another', () => {
    const copy = acknowledgement({ cause: 'copied', finding: 'HIPAA.Security-EC2RestrictedSSH' });
    expect(judged(acknowledgement(), copy).objections).toEqual([
      expect.stringContaining('its reason is that of planted'),
    ]);
  });

  test('is objected to when its finding is gone', () => {
    const register = [acknowledgement({ resources: ['Denial'] })];
    expect(judge((app) => harmless(app), { register }).objections).toEqual([
      'acknowledgements.yaml:7: acknowledgement AwsSolutions-EC23: it matches nothing any more on Harmless/Denial: remove it',
    ]);
  });

  test('is objected to when its wildcard stands for a resource without the finding', () => {
    expect(judged(acknowledgement({ resources: ['*'] })).objections).toEqual([
      expect.stringContaining('it covers more than it says, * stands for Harmless/Denial too'),
    ]);
  });

  test('is objected to when it accepts the finding of a resource below the one it names', () => {
    const verdict = judge((app) => openGroup(openGroup(harmless(app))), { register: [acknowledgement()] });
    expect(verdict.objections).toEqual([
      expect.stringContaining(
        'it covers more than it says, the finding is on Harmless/Open/Open below Harmless/Open too',
      ),
    ]);
  });

  test('is objected to when it is a bare id and the findings have ids of their own', () => {
    const register = [acknowledgement({ finding: 'AwsSolutions-IAM5', resources: ['Wide'] })];
    const verdict = judge((app) => widePolicy(harmless(app)), { register });
    expect(verdict.objections).toEqual([
      expect.stringContaining(
        'it is a bare rule id, its evidence would be lost: name the finding on Harmless/Wide in full, AwsSolutions-IAM5[Resource::*]',
      ),
    ]);
    expect(found(verdict)).toContain('AwsSolutions-IAM5[Resource::*] Harmless/Wide');
  });
});

describe('an acknowledgement of a policy on every resource', () => {
  const finding = 'AwsSolutions-IAM5[Resource::*]';
  const accepting = (actions?: readonly string[], change: Partial<Acknowledgement> = {}) =>
    judge((app) => widePolicy(harmless(app)), {
      register: [
        acknowledgement({ finding, resources: ['Wide'], ...(actions === undefined ? {} : { actions }), ...change }),
      ],
    });

  test('stands while the policy allows exactly the actions it lists', () => {
    expect(accepting(['s3:listallmybuckets'])).toMatchObject({ objections: [], acknowledged: 1 });
  });

  test.each([
    ['lists no actions', undefined, 'it does not say what may be done on every resource'],
    [
      'lists fewer than the policy allows',
      ['ec2:DescribeSubnets'],
      'it covers more than it says, Harmless/Wide allows s3:listallmybuckets',
    ],
    [
      'lists more than the policy allows',
      ['s3:ListAllMyBuckets', 'ec2:DescribeSubnets'],
      'it matches nothing any more in ec2:describesubnets, which Harmless/Wide allows no longer: remove it',
    ],
  ])('is objected to when it %s', (_, actions, message) => {
    expect(accepting(actions).objections).toContainEqual(expect.stringContaining(message));
  });

  test('may be the only one that lists actions', () => {
    expect(accepting(['s3:ListAllMyBuckets'], { finding: 'AwsSolutions-EC23' }).objections).toEqual([
      expect.stringContaining('it lists actions, which tell something of AwsSolutions-IAM5[Resource::*] only'),
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
    return new Gate(app, readRegister(REGISTER), [], undefined, REGISTER_DAY).applied;
  });
  expect(
    applied.map(({ finding, resource, reason }) => `${resource}: ${finding}: ${reason}`).toSorted(),
  ).toMatchSnapshot();
});
