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

  test('names rule, resources with file and line, and cure once per rule', () => {
    const findings = [
      finding({ finding: 'R1[Resource::*]', at: { file: 'lib/a.ts', line: 7 } }),
      finding({ resource: 'prod/A' }),
    ];
    expect(
      text({ findings, objections: ['Pack did not look'] })
        .split('\n')
        .slice(2),
    ).toEqual([
      '  R1',
      '    It is wrong.',
      '    dev/A [Resource::*] (lib/a.ts:7)',
      '    prod/A',
      '    fix: put it right',
      '  Pack did not look',
      'reports: cdk.out/gate/report.html, report.json, report.sarif and junit.xml',
      'gate: no. 2 findings of 1 rule, 1 objection, 0 acknowledged',
    ]);
  });

  test('says what a zero-trust rule requires and what is wrong here', () => {
    const rule = { id: 'R1', pack: 'ZeroTrust', requires: 'Keys rotate.', hipaa: [], stacks: [] };
    const findings = [finding({ pack: 'ZeroTrust', because: 'Enabled is false' })];
    expect(text({ findings, rules: [rule] })).toContain('    Keys rotate. Here Enabled is false.\n');
  });

  test('stays short enough for the tail of a log, however much is wrong', () => {
    const findings = Array.from({ length: 60 }, (_, index) =>
      Array.from({ length: 9 }, (_, resource) => finding({ rule: `R${index}`, resource: `dev/${resource}` })),
    ).flat();
    const objections = Array.from({ length: 40 }, (_, index) => `objection ${index}`);
    const lines = text({ findings, objections }).split('\n');
    expect(lines.length).toBeLessThan(30);
    expect(lines).toContain('  58 more kinds of findings stand in the reports, and:');
    expect(lines).toContain('    and 6 more');
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
    expect(said.split(shown)).toHaveLength(9);
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
