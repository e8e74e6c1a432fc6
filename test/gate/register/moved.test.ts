import { describe, expect, test } from '@jest/globals';
import { type App, Stage } from 'aws-cdk-lib';
import type { Acknowledgement } from '../../../lib/gate/register/acknowledgement';
import { movesOf, type Searched } from '../../../lib/gate/register/moved';
import { resolveRegister } from '../../../lib/gate/register/resolve-register';
import { rewriteRegister } from '../../../lib/gate/register/rewrite-register';
import { acknowledgement } from '../_helpers/acknowledgement';
import { reportOf } from '../_helpers/examine';
import { harmless, openGroup, PLACE } from '../_helpers/plants';

const place = (environment: string) => ({
  environment,
  account: PLACE.account,
  region: PLACE.region,
  partition: 'aws',
  stackName: 'data',
});

/** What becomes of a register where each of two targets has these resources, with these findings open on each. */
const moves = (
  register: readonly Acknowledgement[],
  open: Readonly<Record<string, readonly string[]>>,
  policyOf: Searched['policyOf'] = () => undefined,
  only?: Readonly<Record<string, readonly string[]>>,
) => {
  const stacks = ['dev', 'prod'].map((environment) => ({
    path: `${environment}/Data`,
    place: place(environment),
    resources: Object.keys(environment === 'prod' ? (only ?? open) : open).map((name) => `${environment}/Data/${name}`),
    has: () => false,
  }));
  const resolved = resolveRegister(register, stacks);
  const accepted = new Set(resolved.applied.map(({ finding, resource }) => `${finding} ${resource}`));
  const found = ['dev', 'prod'].flatMap((environment) =>
    Object.entries(environment === 'prod' ? (only ?? open) : open).flatMap(([name, findings]) =>
      findings.map((finding) => ({ finding, resource: `${environment}/Data/${name}` })),
    ),
  );
  const left = found.filter(({ finding, resource }) => !accepted.has(`${finding} ${resource}`));
  const { moved, objections, covers } = movesOf({ ...resolved, found, open: left, policyOf });
  return { moved, objections, open: left.filter((each) => !covers(each)) };
};

const S1 = 'AwsSolutions-S1';
const S10 = 'AwsSolutions-S10';
const old = (change: Partial<Acknowledgement> = {}) =>
  acknowledgement({ finding: S1, stack: 'Data', resources: ['Old'], ...change });
const two = [old(), old({ finding: S10, at: { file: 'acknowledgements.yaml', line: 11 } })];

describe('a resource with another name', () => {
  test('is one objection, whatever the number of its findings and targets', () => {
    expect(moves(two, { New: [S1, S10], Other: [] })).toEqual({
      moved: [
        {
          stack: 'Data',
          from: 'Old',
          to: 'New',
          findings: [S1, S10],
          resources: ['dev/Data/New', 'prod/Data/New'],
          entries: [7, 11].map((line) => ({ file: 'acknowledgements.yaml', line })),
        },
      ],
      objections: [
        'acknowledgements.yaml:7: acknowledgement Old: it has moved to New in stack Data, 2 times, with the same 2 findings: bin/delivery gate --fix-moved writes the new name',
      ],
      open: [],
    });
  });

  test('is told by the finding alone where it has one', () => {
    expect(moves([old()], { New: [S1] }).objections).toEqual([
      'acknowledgements.yaml:7: acknowledgement Old: it has moved to New in stack Data, 2 times, with AwsSolutions-S1: bin/delivery gate --fix-moved writes the new name',
    ]);
  });

  const everywhere = 'AwsSolutions-IAM5[Resource::*]';
  const policy = (...actions: readonly string[]) => [
    { Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] },
  ];

  test('may allow everywhere what it allowed before, and nothing else', () => {
    const register = [old({ finding: everywhere, actions: ['ec2:DescribeSubnets'] })];
    const under = (...actions: readonly string[]) => moves(register, { New: [everywhere] }, () => policy(...actions));
    expect(under('ec2:DescribeSubnets').moved).toHaveLength(1);
    expect(under('ec2:DescribeSubnets', 's3:*').moved).toEqual([]);
    expect(under('ec2:*').open).toHaveLength(2);
  });

  test.each<readonly [string, readonly Acknowledgement[], Readonly<Record<string, readonly string[]>>]>([
    ['has a finding more', two, { New: [S1, S10, 'AwsSolutions-S5'] }],
    ['has a finding less', two, { New: [S1] }],
    [
      'has a finding that is accepted there already',
      [...two, old({ finding: S10, resources: ['New'] })],
      { New: [S1, S10] },
    ],
    ['has the findings of what a pattern stands for', [old({ resources: ['*/Old'] })], { 'A/New': [S1] }],
  ])('is none that %s', (_, register, open) => {
    const { moved, objections, open: left } = moves(register, open);
    expect(moved).toEqual([]);
    expect(objections).toHaveLength(2 * new Set(register.filter(({ resources }) => resources[0] !== 'New')).size);
    expect(objections[0]).toContain('it matches nothing any more, there is no resource');
    expect(left.length).toBeGreaterThan(0);
  });

  test('is none that only one target has', () => {
    const { moved, objections } = moves([old()], { New: [S1] }, undefined, { Newer: [S1] });
    expect(moved).toEqual([]);
    expect(objections).toHaveLength(2);
  });

  test('is none where another target has it still', () => {
    const { moved, objections } = moves([old()], { New: [S1] }, undefined, { Old: [S1] });
    expect(moved).toEqual([]);
    expect(objections).toEqual([expect.stringContaining('there is no resource Old in stack dev/Data')]);
  });

  test('is asked for where two have its findings', () => {
    const { moved, objections, open } = moves([old()], { New: [S1], Newer: [S1] });
    expect(moved).toEqual([]);
    expect(objections).toEqual([
      'acknowledgements.yaml:7: acknowledgement Old: it has moved in stack Data, and its findings do not tell where to: write New or Newer by hand, or remove it',
    ]);
    expect(open).toHaveLength(4);
  });

  test('is asked for where two that are gone had the same findings', () => {
    const { moved, objections } = moves([old({ resources: ['Old', 'Older'] })], { New: [S1] });
    expect(moved).toEqual([]);
    expect(objections).toEqual(
      ['Old', 'Older'].map((name) =>
        expect.stringContaining(`${name}: it has moved in stack Data, and its findings do not`),
      ),
    );
  });
});

test('the gate says no to a renamed resource in one sentence, and its report tells what has moved', () => {
  const inTwoStages = (app: App) => {
    for (const name of ['dev', 'prod']) openGroup(harmless(new Stage(app, name, { env: PLACE })));
  };
  const open = reportOf(inTwoStages).findings;
  const findings = [...new Set(open.map(({ finding }) => finding))].filter((finding) => !finding.startsWith('ZT-'));
  expect(findings.length).toBeGreaterThan(1);
  const report = reportOf(
    inTwoStages,
    findings.map((finding) => acknowledgement({ finding, resources: ['Opened'] })),
  );
  expect(report.verdict).toBe('no');
  expect(report.objections).toEqual([
    expect.stringContaining('acknowledgement Opened: it has moved to Open in stack Harmless'),
  ]);
  expect(report.findings.filter(({ finding }) => findings.includes(finding))).toEqual([]);
  expect(report.moved).toEqual([expect.objectContaining({ from: 'Opened', to: 'Open', findings })]);
});

test('the new name is written into the register, and nothing else of it is touched', () => {
  const yaml = `# why: Old
one-cause: # Old
  reason: Old walls.
  accepts:
    - finding: A
      stack: Data
      resources: [Old, "Old", Older] # both
    - { finding: B, stack: Other, resources: [Old] }
other-cause:
  accepts:
    - finding: C
      resources:
        # the old one
        - Old
        - Kept
      stack: Data
`;
  const move = { stack: 'Data', from: 'Old', to: 'New/It #1', findings: ['A'], resources: ['x'], entries: [] };
  const { yaml: text, changes } = rewriteRegister(yaml, [move]);
  expect(changes.map(({ line }) => line)).toEqual([7, 7, 14]);
  expect(text).toBe(
    yaml.replace('[Old, "Old", Older]', '["New/It #1", "New/It #1", Older]').replace('- Old\n', '- "New/It #1"\n'),
  );
  expect(rewriteRegister(yaml, [{ ...move, to: 'New' }]).yaml).toContain('resources: [New, New, Older] # both');
});
