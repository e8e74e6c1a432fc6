import { describe, expect, test } from '@jest/globals';
import type { GateReport } from '../../../lib/contract/gate-report';
import { findingAddress } from '../../../lib/reports/gate/addresses';
import { answersByRule } from '../../../lib/reports/gate/answers';
import { gatePage } from '../../../lib/reports/gate/gate-page';
import { ruleKey, subjectOf } from '../../../lib/reports/gate/subject';
import { NO, YES } from '../_fixtures/gate-report';

/** The text of one section, without markup. */
const sectionOf = (html: string, id: string): string =>
  (html.split(`<section id="${id}"`)[1]?.split('</section>')[0] ?? '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ');

describe('the verdict', () => {
  test('is no with what stands against it', () => {
    expect(gatePage(NO)).toContain(
      '<p class="because">4 findings and 1 objection stand against it. Nothing of it may be deployed.</p>',
    );
  });

  test('is yes with how much was accepted on purpose', () => {
    expect(gatePage(YES)).toContain('6 findings are <a href="#acknowledged">accepted on purpose</a>.');
    expect(gatePage({ ...YES, acknowledged: [] })).toContain('Nothing had to be acknowledged.');
  });

  test('is no with an objection alone', () => {
    const page = gatePage({ ...YES, verdict: 'no', objections: ['a pack did not look'] });
    expect(page).toContain('1 objection stands against it.');
    expect(sectionOf(page, 'against')).toContain('a pack did not look');
  });

  test.each<[string, GateReport]>([
    ['yes with findings', { ...NO, verdict: 'yes' }],
    ['no without a reason', { ...YES, verdict: 'no' }],
  ])('fails for a %s', (_, report) => {
    expect(() => gatePage(report)).toThrow(/the verdict is "(yes|no)" with/);
  });
});

describe('an address of a finding', () => {
  const [finding] = NO.findings;
  const [excused] = NO.acknowledged;
  if (finding === undefined || excused === undefined) throw new Error('the fixture has findings');

  test('stays when others come and go, and when it is acknowledged', () => {
    const address = findingAddress(finding);
    expect(gatePage(NO)).toContain(`id="${address}"`);
    const fewer: GateReport = { ...NO, findings: [finding], objections: [] };
    expect(gatePage(fewer)).toContain(`id="${address}"`);
    const accepted: GateReport = {
      ...YES,
      acknowledged: [{ ...finding, acknowledgement: excused.acknowledgement }],
    };
    expect(gatePage(accepted)).toContain(`id="${address}"`);
  });

  test('is another for another resource, stack or finding', () => {
    const others = [
      { ...finding, resource: 'other' },
      { ...finding, stack: 'other' },
      { ...finding, finding: 'other' },
      { ...finding, pack: 'other' },
    ];
    expect(new Set([finding, ...others].map(findingAddress)).size).toBe(5);
  });

  test('is numbered where findings are alike in everything', () => {
    const page = gatePage({ ...NO, findings: [finding, finding], objections: ['same', 'same'] });
    expect(page).toContain(`id="${findingAddress(finding)}-2"`);
  });
});

describe('what is shown', () => {
  test('has every finding by resource, cure and place', () => {
    const text = sectionOf(gatePage(NO), 'against');
    for (const environment of ['dev', 'prod', 'staging']) {
      expect(text).toContain(`Delivery/${environment}/Data/Keys/Logs/Resource`);
    }
    expect(text).toContain('To fix it: add the statement');
    expect(text).toContain('made at lib/stacks/constructs/keys.ts:41');
    expect(text).toContain('the acknowledgement of AwsSolutions-IAM5 by security@example.com ends on 2026-12-12');
  });

  test('has every acknowledgement by decision, the first to end on top', () => {
    const text = sectionOf(gatePage(NO), 'acknowledged');
    expect(text).toContain('6 findings in 2 decisions');
    expect(text.indexOf('2026-12-12')).toBeLessThan(text.indexOf('2027-03-31'));
    expect(text).toContain('Owner data-platform Last day 2027-03-31 Ticket https://tickets.example.com/SEC-112');
  });

  test('has every resource once, with where it was made, its environments, its rules and who accepts them', () => {
    const at = { file: 'lib/stacks/data-stack.ts', line: 68 };
    const [accepted] = YES.acknowledged;
    const [stack] = YES.stacks;
    if (accepted === undefined || stack === undefined) throw new Error('the fixture has both');
    const on = (environment: string, rule: string) => {
      const path = `Delivery/${environment}/Data`;
      return { ...accepted, rule, finding: rule, stack: path, resource: `${path}/Exports/Resource`, at };
    };
    const stacks = ['dev', 'prod'].map((environment) => ({
      ...stack,
      environment,
      path: `Delivery/${environment}/Data`,
    }));
    const acknowledged = [on('dev', 'A-1'), on('prod', 'A-1'), on('prod', 'A-2')];
    const text = sectionOf(gatePage({ ...YES, acknowledged, stacks }), 'resources');
    expect(text).toMatch(
      /By resource 1 .*Exports made at lib\/stacks\/data-stack.ts:68 dev, prod Accepted 2 rules A-1 , A-2/,
    );
    expect(text).toContain(`${accepted.acknowledgement.owner} , until ${accepted.acknowledgement.expires}`);
    const both = { ...NO, acknowledged, stacks, findings: [{ ...on('dev', 'A-3'), acknowledgement: undefined }] };
    expect(sectionOf(gatePage(both as never), 'resources')).toContain('1 finding open');
  });

  test('has findings and acknowledgements of every environment, the pipeline last', () => {
    const text = sectionOf(gatePage(NO), 'environments');
    expect(text).toContain('dev 2 findings 2 acknowledged');
    expect(text).toContain('prod 1 finding 2 acknowledged');
    expect(text).toMatch(/The pipeline and its helpers No findings none acknowledged.*delivery-pipeline/);
    expect(text.indexOf('staging')).toBeLessThan(text.indexOf('The pipeline'));
  });

  test('loses no finding whose stack is unknown', () => {
    const stray = { pack: 'P', rule: 'R', finding: 'R', resource: 'r', because: 'b' };
    const text = sectionOf(gatePage({ ...YES, verdict: 'no', findings: [stray] }), 'environments');
    expect(text).toContain('Of no known stack 1 finding R');
  });

  test('has every control with its rules and their answers', () => {
    const text = sectionOf(gatePage(NO), 'controls');
    expect(text).toContain(
      '164.312(a)(2)(iv) Encryption and decryption Violated 2 rules · 3 violating · 0 acknowledged · 32 compliant',
    );
    expect(text).toContain(
      '164.308(a)(7)(ii)(A) Data backup plan With acknowledgements 1 rule · 0 violating · 3 acknowledged · 9 compliant',
    );
    expect(text).toContain('164.308(a)(3)(i) Workforce security No violation');
  });

  test('has every rule with where it was not asked and why', () => {
    const text = sectionOf(gatePage(NO), 'rules');
    expect(text).toContain(
      '15 resources in 3 of 4 stacks not in 1 it asks about targets, and this is the pipeline delivery-pipeline',
    );
  });

  test('sets rules apart that found nothing to be asked of', () => {
    const idle = NO.rules.map((rule) => ({
      ...rule,
      stacks: rule.stacks.map(({ stack }) => ({ stack, applied: false as const, because: 'no such resource' })),
    }));
    const text = sectionOf(gatePage({ ...YES, acknowledged: [], rules: idle }), 'rules');
    expect(text).toContain('No rule was asked of any resource. 2 rules found no resource to be asked of');
    expect(text).toContain(
      'not in 4 no such resource dev : its stack prod : its stack staging : its stack the pipeline: its stack',
    );
  });

  test('says which stack a pack has not looked at', () => {
    const packs = NO.packs.map((pack) => ({ ...pack, looked: { Delivery: 84 } }));
    const text = sectionOf(gatePage({ ...NO, packs }), 'proof');
    expect(text).toContain('1 of 4');
    expect(text).toContain('data-dev 71 not looked at not looked at');
  });
});

describe('the answers of a rule', () => {
  const answersOf = (report: GateReport, pack: string, rule: string) =>
    answersByRule(subjectOf(report)).get(ruleKey(pack, rule));

  test('count resources, not findings', () => {
    const [iam] = NO.acknowledged.filter(({ rule }) => rule === 'AwsSolutions-IAM5');
    if (iam === undefined) throw new Error('the fixture has an acknowledged IAM5');
    const acknowledged = [iam, { ...iam, finding: 'AwsSolutions-IAM5[Action::s3:*]' }];
    expect(answersOf({ ...YES, acknowledged }, 'AwsSolutions', 'AwsSolutions-IAM5')).toEqual({
      violating: 0,
      acknowledged: 1,
      compliant: 47,
    });
  });

  test('have a resource violate a rule that is only partly excused', () => {
    const [iam] = NO.acknowledged.filter(({ rule }) => rule === 'AwsSolutions-IAM5');
    if (iam === undefined) throw new Error('the fixture has an acknowledged IAM5');
    const findings = [{ ...iam, finding: 'AwsSolutions-IAM5[Action::s3:*]' }];
    expect(answersOf({ ...NO, findings, acknowledged: [iam] }, 'AwsSolutions', 'AwsSolutions-IAM5')).toEqual({
      violating: 1,
      acknowledged: 0,
      compliant: 47,
    });
  });
});
