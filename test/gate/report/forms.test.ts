import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { GateReport } from '../../../lib/contract/gate-report';
import { gateJunit } from '../../../lib/gate/report/junit';
import { gateSarif } from '../../../lib/gate/report/sarif';
import { titleOfControl } from '../../../lib/reports/gate/hipaa';

/** The official schema, as the package of its editors carries it. */
const SCHEMA = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const validate = addFormats(new Ajv({ allErrors: true, strict: false, unicodeRegExp: false })).compile(
  JSON.parse(readFileSync(SCHEMA, 'utf8')),
);

const HOSTILE = 'a\u0000\u001b[31m\ufffe"><script>&\'\n\t\u{1F600}';
const stack = {
  path: 'Delivery/dev/Data',
  stackName: 'data-dev',
  environment: 'dev',
  account: '222222222222',
  region: 'us-east-1',
  template: 'assembly-Delivery-dev/Data x.template.json',
  sha256: '0'.repeat(64),
  resources: 7,
};
const finding = {
  pack: 'ZeroTrust',
  rule: 'ZT-05-KeysRotate',
  finding: 'ZT-05-KeysRotate',
  stack: stack.path,
  resource: 'Delivery/dev/Data/Key/Resource',
  logicalId: 'Key1',
  because: 'Enabled is false',
  fix: 'switch it on',
  at: { file: 'lib/stacks/constructs/my keys.ts', line: 12 },
};
const terms = { reason: 'Because it is right here.', owner: 'platform', expires: '2027-06-30', ticket: 'docs/x.md' };
const report: GateReport = {
  schema: 1,
  application: 'an-app',
  verdict: 'no',
  objections: [`objection ${HOSTILE}`],
  warnings: ['it expires soon'],
  packs: [
    { name: 'CloudFormation-Validate', version: '1', looked: {} },
    { name: 'ZeroTrust', version: '1', rules: 1, looked: { [stack.path]: 7 } },
  ],
  rules: [
    {
      id: 'ZT-05-KeysRotate',
      pack: 'ZeroTrust',
      requires: 'Keys rotate.',
      hipaa: ['164.312(b)'],
      source: 'https://docs.aws.amazon.com/kms/',
      stacks: [],
    },
  ],
  stacks: [stack],
  findings: [finding, { pack: 'Odd', rule: 'X', finding: HOSTILE, resource: HOSTILE, because: HOSTILE }],
  acknowledged: [{ ...finding, resource: 'Delivery/dev/Data/Other', acknowledgement: terms }],
};

test('report.sarif names a file as a URI, whatever it is called', () => {
  const odd = { ...finding, at: { file: 'lib/a#b?c \ud800.ts', line: 1 } };
  const [run] = gateSarif({ ...report, findings: [odd], acknowledged: [] }).runs;
  expect(run?.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe(
    'lib/a%23b%3Fc%20%EF%BF%BD.ts',
  );
});

test('a control called like what every object has is one that nobody knows', () => {
  expect(['__proto__', 'constructor'].map(titleOfControl)).toEqual([undefined, undefined]);
});

describe('report.sarif', () => {
  const log = JSON.parse(JSON.stringify(gateSarif(report)));
  const [run] = log.runs;

  test('is valid by the official schema, whatever the report contains', () => {
    validate(log);
    expect(validate.errors).toBeNull();
    expect(validate({ ...log, version: '2.0.0' })).toBe(false);
    expect(validate({ ...log, runs: [{ ...run, results: [{ message: {} }] }] })).toBe(false);
  });

  test('leads to file and line of the construct, and to the template where they are not known', () => {
    expect(run.results[0]).toMatchObject({
      ruleId: 'ZT-05-KeysRotate',
      ruleIndex: 0,
      level: 'error',
      message: { text: 'Enabled is false Fix: switch it on' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'lib/stacks/constructs/my%20keys.ts', uriBaseId: '%SRCROOT%' },
            region: { startLine: 12 },
          },
          logicalLocations: [{ fullyQualifiedName: finding.resource, name: 'Key1', kind: 'resource' }],
        },
      ],
    });
    const { at: _, ...unknown } = finding;
    expect(gateSarif({ ...report, findings: [unknown] }).runs[0]?.results?.[0]?.locations?.[0]).toMatchObject({
      physicalLocation: {
        artifactLocation: { uri: 'assembly-Delivery-dev/Data%20x.template.json', uriBaseId: 'ASSEMBLY' },
      },
    });
  });

  test('suppresses what is acknowledged with its reason, and nothing else', () => {
    expect(run.results.map(({ suppressions }: { suppressions?: unknown }) => suppressions)).toEqual([
      undefined,
      undefined,
      [
        {
          kind: 'external',
          status: 'accepted',
          justification: terms.reason,
          properties: { owner: terms.owner, expires: terms.expires, ticket: terms.ticket },
        },
      ],
    ]);
  });

  test('says that the run cannot be trusted where there are objections', () => {
    expect(run.invocations).toMatchObject([
      { executionSuccessful: false, toolExecutionNotifications: [{ level: 'error' }, { level: 'warning' }] },
    ]);
    const [sound] = gateSarif({ ...report, objections: [] }).runs;
    expect(sound?.invocations?.[0]?.executionSuccessful).toBe(true);
  });
});

describe('junit.xml', () => {
  test('has a suite per pack and stack, what went wrong first, whatever the report contains', () => {
    const safe = 'a\ufffd\ufffd[31m\ufffd&quot;&gt;&lt;script&gt;&amp;&apos;&#10;&#9;\u{1F600}';
    expect(gateJunit(report)).toBe(
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites>',
        '  <testsuite name="gate" tests="1" failures="0" errors="1" skipped="0">',
        `    <testcase classname="gate.objection" name="objection ${safe}"><error message="objection ${safe}: the gate cannot be trusted until this is cured"/></testcase>`,
        '  </testsuite>',
        '  <testsuite name="CloudFormation-Validate on Delivery/dev/Data" tests="1" failures="0" errors="1" skipped="0">',
        '    <testcase classname="CloudFormation-Validate.looked" name="looked at 0 of 7 resources"><error message="CloudFormation-Validate did not look at Delivery/dev/Data"/></testcase>',
        '  </testsuite>',
        '  <testsuite name="ZeroTrust on Delivery/dev/Data" tests="3" failures="1" errors="0" skipped="1">',
        '    <testcase classname="ZeroTrust.looked" name="looked at 7 of 7 resources"/>',
        '    <testcase classname="ZeroTrust.ZT-05-KeysRotate" name="Delivery/dev/Data/Key/Resource"><failure message="Enabled is false; to fix it: switch it on"/></testcase>',
        '    <testcase classname="ZeroTrust.ZT-05-KeysRotate" name="Delivery/dev/Data/Other"><skipped message="acknowledged by platform until 2027-06-30: Because it is right here. (docs/x.md)"/></testcase>',
        '  </testsuite>',
        '  <testsuite name="elsewhere" tests="1" failures="1" errors="0" skipped="0">',
        `    <testcase classname="Odd.${safe}" name="${safe}"><failure message="${safe}"/></testcase>`,
        '  </testsuite>',
        '</testsuites>',
        '',
      ].join('\n'),
    );
  });

  test('shows a green suite after the red ones', () => {
    const other = { ...stack, path: 'Delivery/aaa/Data' };
    const packs = [{ name: 'ZeroTrust', version: '1', looked: { [stack.path]: 7, [other.path]: 7 } }];
    const names = gateJunit({ ...report, objections: [], packs, stacks: [other, stack] }).match(/suite name="[^"]*"/g);
    expect(names?.at(-1)).toBe('suite name="ZeroTrust on Delivery/aaa/Data"');
  });
});
