import { describe, expect, test } from '@jest/globals';
import type { GateFinding, GateReport } from '../../../lib/contract/gate-report';
import { printed } from '../../../lib/gate';
import { Stopwatch } from '../../../lib/gate/report/stopwatch';

const finding = (change: Partial<GateFinding> = {}): GateFinding => ({
  pack: 'Pack',
  rule: 'R1',
  finding: 'R1',
  resource: 'dev/A',
  because: 'It is wrong.',
  fix: 'put it right',
  ...change,
});

const report = (change: Partial<GateReport> = {}): GateReport => ({
  schema: 1,
  application: 'an-app',
  verdict: (change.findings?.length ?? 0) + (change.objections?.length ?? 0) > 0 ? 'no' : 'yes',
  objections: [],
  warnings: [],
  packs: [{ name: 'Pack', version: '1.0', rules: 12, looked: { dev: 20, prod: 22 } }],
  rules: [],
  stacks: [],
  findings: [],
  acknowledged: [],
  ...change,
});

const text = (change: Partial<GateReport> = {}): string => printed(report(change), 'cdk.out/gate');

describe('the printed report', () => {
  test('counts what every pack looked at, names the reports, and says yes', () => {
    const terms = { reason: 'x', owner: 'x', expires: 'x', ticket: 'x' };
    expect(text({ acknowledged: [{ ...finding(), acknowledgement: terms }], warnings: ['it expires soon'] })).toBe(
      [
        'pack      rules  looked at  findings  acknowledged',
        'Pack 1.0     12         42         0             1',
        '  warning: it expires soon',
        'reports: cdk.out/gate/report.html, report.json, report.sarif and junit.xml',
        'gate: yes. no findings, 1 acknowledged',
      ].join('\n'),
    );
  });

  const STACKS = ['dev', 'prod'].map((environment) => ({
    path: `App/${environment}/Data`,
    stackName: environment,
    environment,
    account: '1',
    region: 'r',
    template: `${environment}.json`,
    sha256: '0'.repeat(64),
    resources: 1,
  }));
  /** What is wrong with a resource that stands in both environments. */
  const inBoth = (change: Partial<GateFinding>, name = 'Exports') =>
    STACKS.map(({ path: stack }) => finding({ ...change, stack, resource: `${stack}/${name}/Resource` }));

  test('says what is wrong by resource, with its line, its cure once, and what to do next', () => {
    const at = { file: 'lib/constructs/bucket.ts', line: 144 };
    const findings = [
      ...inBoth({ finding: 'R1[Resource::*]', at, from: { file: 'lib/data-stack.ts', line: 68 } }),
      finding({ resource: 'Delivery/Role', at: { file: 'lib/a.ts', line: 7 } }),
    ];
    expect(
      text({ findings, stacks: STACKS, objections: ['Pack did not look'] })
        .split('\n')
        .slice(2),
    ).toEqual([
      '  Pack did not look',
      '  Data/Exports/Resource, lib/data-stack.ts:68 (made in lib/constructs/bucket.ts:144), dev, prod: 1 rule',
      '    against the rules: R1[Resource::*]: It is wrong.',
      '      fix: put it right',
      '  Delivery/Role, lib/a.ts:7: 1 rule',
      '    against the rules: R1: It is wrong.',
      '      fix: put it right',
      'next: bin/delivery gate --explain R1',
      'reports: cdk.out/gate/report.html, report.json, report.sarif and junit.xml',
      'gate: no. 3 findings of 1 rule, 1 objection, 0 acknowledged',
    ]);
  });

  test('begins with what is worst, whatever it is called, and counts what it leaves out', () => {
    const rule = (id: string, because: string, name?: string) => inBoth({ rule: id, finding: id, because }, name);
    const findings = [
      ...rule('A-9', 'No description.', 'Aaa'),
      ...rule('A-1', 'The bucket has no name.'),
      ...rule('B-1', 'The bucket has no versioning.'),
      ...rule('M-1', 'The bucket is not encrypted.'),
      ...rule('N-1', 'The bucket has no access logs.'),
      ...rule('N-2', 'The bucket has no trail.'),
      ...rule('Z-1', 'The bucket is open to public access.'),
    ];
    const lines = text({ findings, stacks: STACKS }).split('\n').slice(2);
    expect(lines.slice(0, 9)).toEqual([
      '  Data/Exports/Resource, dev, prod: 6 rules',
      '    open to others: Z-1: The bucket is open to public access.',
      '      fix: put it right',
      '    not encrypted: M-1: The bucket is not encrypted.',
      '    may be lost: B-1: The bucket has no versioning.',
      '    not watched: N-1: The bucket has no access logs. (and 1 more rule)',
      '    and 1 against the rules',
      '  Data/Aaa/Resource, dev, prod: 1 rule',
      '    against the rules: A-9: No description.',
    ]);
    expect(lines).toContain('next: bin/delivery gate --explain Z-1');
  });

  test('says what a zero-trust rule requires and what is wrong here', () => {
    const rule = { id: 'R1', pack: 'ZeroTrust', requires: 'Keys rotate.', hipaa: [], stacks: [] };
    const findings = [finding({ pack: 'ZeroTrust', because: 'Enabled is false' })];
    expect(text({ findings, rules: [rule] })).toContain(': Keys rotate. Here Enabled is false.\n');
  });

  test('stays short enough for the tail of a log, however much is wrong', () => {
    const findings = Array.from({ length: 60 }, (_, index) =>
      Array.from({ length: 9 }, (_, resource) => finding({ rule: `R${index}`, resource: `dev/${resource}` })),
    ).flat();
    const objections = Array.from({ length: 40 }, (_, index) => `objection ${index}`);
    const lines = text({ findings, objections }).split('\n');
    expect(lines.length).toBeLessThan(30);
    expect(lines).toContain('    against the rules: R1: It is wrong. (and 59 more rules)');
    expect(lines).toContain('  and 4 more resources with findings of 60 rules, in the reports');
    expect(lines).toContain('  and 35 more objections');
    expect(lines.at(-1)).toBe('gate: no. 540 findings of 60 rules, 40 objections, 0 acknowledged');
  });

  test('keeps what others wrote in its place, in every text', () => {
    const spoof = 'x\ngate: yes. no findings\u202e\u009b31m\u001b[2J';
    const shown = 'x⟨U+000A⟩gate: yes. no findings⟨U+202E⟩⟨U+009B⟩31m⟨U+001B⟩[2J';
    const said = text({
      packs: [{ name: spoof, version: spoof, looked: {} }],
      findings: [finding({ rule: spoof, finding: spoof, resource: spoof, because: spoof, fix: spoof })],
      objections: [spoof],
      warnings: [spoof],
    });
    expect(said).not.toContain(spoof);
    expect(said.split(shown)).toHaveLength(10);
    expect(said.match(/^gate: .*$/gm)).toEqual(['gate: no. 1 finding of 1 rule, 1 objection, 0 acknowledged']);
  });

  test('says no to an objection alone', () => {
    expect(text({ objections: ['x'] })).toContain('gate: no.');
  });
});

test('a stopwatch tells what took how long, also where it failed', () => {
  const watch = new Stopwatch();
  watch.note('one', 25);
  watch.note('one', 25);
  expect(() =>
    watch.time('another', () => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(watch.lines(200)[0]).toBe('one          50 ms   25 %');
  expect(watch.lines(200)[1]).toMatch(/^another +\d+ ms +\d+ %$/);
});
