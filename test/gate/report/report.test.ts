import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { type App, NestedStack, Stage } from 'aws-cdk-lib';
import { type GateReport, parseGateReport } from '../../../lib/contract/gate-report';
import { NO_TERMS } from '../../../lib/gate/report/build-report';
import { WITHOUT_TRACES } from '../../_helpers/without-traces';
import { acknowledgement } from '../_helpers/acknowledgement';
import { reportOf } from '../_helpers/examine';
import { denial, FOUND_LOCKED, FOUND_OPEN, harmless, lockedLogGroup, openGroup, PLACE } from '../_helpers/plants';

const validate = addFormats(new Ajv2020({ allErrors: true, strict: true, strictRequired: false })).compile(
  JSON.parse(readFileSync('docs/schemas/gate-report.schema.json', 'utf8')),
);

/** A pipeline's stack, a stage below it, a nested stack in that; one finding acknowledged. */
const build = (app: App): void => {
  for (const key of Object.keys(WITHOUT_TRACES)) app.node.setContext(key, false);
  const data = harmless(new Stage(harmless(app, 'Pipeline'), 'dev', { env: PLACE }), 'Data');
  openGroup(data);
  lockedLogGroup(new NestedStack(data, 'Nested'));
};

let report: GateReport;
beforeAll(() => {
  report = reportOf(build, [acknowledgement({ finding: FOUND_OPEN[0], stack: 'Data', resources: ['Open'] })]);
});

describe('the report', () => {
  test('is as its published schema says', () => {
    validate(report);
    expect(validate.errors).toBeNull();
  });

  test('is the same for the same templates', () => {
    const again = reportOf(build, [acknowledgement({ finding: FOUND_OPEN[0], stack: 'Data', resources: ['Open'] })]);
    expect(JSON.stringify(again)).toBe(JSON.stringify(report));
  });

  test('lists every stack with environment, template and the hash of its bytes', () => {
    expect(report.stacks.map(({ path, environment, resources }) => [path, environment, resources])).toEqual([
      ['Pipeline', undefined, 1],
      ['Pipeline/dev/Data', 'dev', 3],
      ['Pipeline/dev/Data/Nested', 'dev', 2],
    ]);
    for (const stack of report.stacks) {
      expect(stack.template).toMatch(/^[\w-]+(\/[\w-]+)?(\.nested)?\.template\.json$/);
      expect(stack).toMatchObject(PLACE);
    }
  });

  test('counts what every pack looked at, and where each rule was asked or why not', () => {
    expect(report.packs.map(({ name }) => name)).toEqual(['AwsSolutions', 'HIPAA.Security', 'ZeroTrust']);
    for (const { looked } of report.packs) {
      expect(looked).toEqual({ Pipeline: 1, 'Pipeline/dev/Data': 3, 'Pipeline/dev/Data/Nested': 2 });
    }
    expect(report.rules.find(({ id }) => id === 'AwsSolutions-EC23')?.stacks).toEqual([
      { stack: 'Pipeline', applied: false, because: 'the stack has no resource of a kind that the rule is about' },
      { stack: 'Pipeline/dev/Data', applied: true, resources: 1 },
      {
        stack: 'Pipeline/dev/Data/Nested',
        applied: false,
        because: 'the stack has no resource of a kind that the rule is about',
      },
    ]);
    expect(report.rules.filter(({ pack }) => pack === 'ZeroTrust')).toHaveLength(report.packs[2]?.rules ?? 0);
  });

  test("takes HIPAA controls from cdk-nag's own words", () => {
    const hipaa = report.rules.filter(({ pack }) => pack === 'HIPAA.Security');
    expect(hipaa.length).toBeGreaterThan(80);
    expect(hipaa.filter((rule) => rule.hipaa.length === 0)).toEqual([]);
    expect(report.rules.find(({ id }) => id === FOUND_OPEN[1])?.hipaa).toContain('164.312(e)(1)');
    const said = report.findings.filter(({ pack }) => pack === 'HIPAA.Security').map(({ because }) => because);
    expect(said.join()).not.toContain('Control ID');
  });

  test('says of a finding which construct of which stack it is, and where that was made', () => {
    const locked = report.findings.find(({ rule }) => rule === FOUND_LOCKED);
    expect(locked).toMatchObject({
      pack: 'ZeroTrust',
      stack: 'Pipeline/dev/Data/Nested',
      resource: 'Pipeline/dev/Data/Nested/Locked',
      logicalId: 'Locked',
      because: expect.stringMatching(/^the policy of key .* does not let CloudWatch Logs use/),
      at: { file: 'test/gate/_helpers/plants.ts', line: expect.any(Number) },
    });
  });

  test('says why, by whom and until when a finding is accepted', () => {
    const { reason, owner, expires, ticket } = acknowledgement();
    expect(report.acknowledged).toMatchObject([
      {
        rule: FOUND_OPEN[0],
        resource: 'Pipeline/dev/Data/Open',
        acknowledgement: { reason, owner, expires, ticket },
      },
    ]);
    expect(report.findings.map(({ finding }) => finding)).not.toContain(FOUND_OPEN[0]);
  });

  test('says no with its objections, and yes only to nothing at all', () => {
    expect(report.verdict).toBe('no');
    const unknown = reportOf((app) => denial(harmless(app), 'X'), [acknowledgement({ resources: ['X'] })]);
    expect(unknown).toMatchObject({ verdict: 'no', findings: [], objections: [expect.any(String)] });
    expect(reportOf((app) => harmless(app)).verdict).toBe('yes');
  });
});

type Copy = GateReport & Record<string, unknown>;

describe('the published schema', () => {
  const refuses = (change: (copy: Copy) => void): boolean => {
    const copy = structuredClone(report);
    change(copy);
    return !validate(copy);
  };

  test.each(Object.keys({ schema: 1, application: 1, verdict: 1, packs: 1, rules: 1, stacks: 1, findings: 1 }))(
    'fails a report without %s',
    (key) => expect(refuses((copy) => delete copy[key])).toBe(true),
  );

  test.each<[string, RegExp, (copy: Copy) => void]>([
    ['a yes that has findings', /verdict: must be yes where/, (copy) => Object.assign(copy, { verdict: 'yes' })],
    [
      'a yes that has objections',
      /verdict: must be yes where/,
      (copy) => Object.assign(copy, { verdict: 'yes', findings: [], objections: ['x'] }),
    ],
    [
      'a no that has neither',
      /verdict: must be yes where/,
      (copy) => Object.assign(copy, { findings: [], objections: [] }),
    ],
    ['another schema', /schema: .*got 2/, (copy) => Object.assign(copy, { schema: 2 })],
    ...['soon', '2027-02-29', '2027-6-1'].map((expires): [string, RegExp, (copy: Copy) => void] => [
      `an acknowledgement until ${expires}`,
      new RegExp(`expires: must be a day like 2027-06-30, got "${expires}"`),
      (copy) => Object.assign(copy.acknowledged[0]?.acknowledgement ?? {}, { expires }),
    ]),
  ])('fails %s, as its reader does', (_, message, change) => {
    expect(refuses(change)).toBe(true);
    const copy = structuredClone(report);
    change(copy);
    expect(() => parseGateReport(copy, 'r.json')).toThrow(message);
  });

  test('takes more than it knows, and an acknowledgement without terms, as its reader does', () => {
    const acknowledged = report.acknowledged.map((each) => ({ ...each, acknowledgement: NO_TERMS }));
    const more = { ...report, acknowledged, findings: report.findings.map((each) => ({ ...each, mood: 'fine' })) };
    expect(validate({ ...more, mood: 'fine' })).toBe(true);
    expect(parseGateReport({ ...more, mood: 'fine' }, 'r.json')).toEqual({ ...report, acknowledged });
  });
});
