import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { CfnResource } from 'aws-cdk-lib';
import { Gate } from '../../../lib/gate/gate';
import { gateDirectory } from '../../../lib/gate/gate-directory';
import { WatchedZeroTrust } from '../../../lib/gate/packs';
import { parseWholeRegister } from '../../../lib/gate/register/read-register';
import { reviewAllowances } from '../../../lib/gate/register/review-allowances';
import { rulesAllowing } from '../../../lib/gate/rules';
import { filesIn, manifest } from '../_helpers/assembly';
import { appIn, inDirectory } from '../_helpers/judge';
import { harmless } from '../_helpers/plants';

const STREAM = 'AWS::Kinesis::Stream';
const NOW = new Date('2026-11-23T12:00:00Z');

interface Terms {
  readonly type?: string;
  readonly properties?: string;
  readonly more?: string;
  readonly reason?: string;
  readonly owner?: string;
  readonly expires?: string;
}

const register = ({
  type = STREAM,
  properties = 'Name, StreamEncryption, StreamModeDetails.StreamMode',
  more = '',
  reason = 'Sessions of the planted visitors lie there for an hour, under a key that the guard has.',
  owner = 'platform-team',
  expires = '2027-06-30',
}: Terms = {}): string => `sessions:
  reason: ${reason}
  owner: ${owner}
  expires: ${expires}
  ticket: SEC-12
  allows:
    - type: ${type}
      properties: [${properties}]
${more}`;

const KEY = { Type: 'AWS::KMS::Key', Properties: {} };
const PROPERTIES = {
  Name: 'sessions',
  StreamEncryption: { EncryptionType: 'KMS', KeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } },
  StreamModeDetails: { StreamMode: 'ON_DEMAND' },
};

/** What is said of a stream under a register: what nobody judges, and what speaks against the register. */
const gated = (yaml: string, properties: Record<string, unknown> = PROPERTIES) =>
  inDirectory((directory) => {
    filesIn(directory, {
      'manifest.json': manifest('t.json'),
      't.json': { Resources: { Key: KEY, Stream: { Type: STREAM, Properties: properties } } },
    });
    const file = join(directory, 'r.yaml');
    writeFileSync(file, yaml);
    const verdict = gateDirectory({ directory, register: file, isMeantForIt: true, now: NOW });
    return {
      unjudged: verdict.findings
        .filter(({ rule, logicalId }) => rule === 'ZT-00-NothingUnjudged' && logicalId === 'Stream')
        .map(({ because }) => because),
      objections: verdict.register.objections.map((each) => each.slice(directory.length + 1)),
      warnings: verdict.register.warnings.map((each) => each.slice(directory.length + 1)),
    };
  });

test('a register says what it allows, with the places of both', () => {
  const { acknowledgements, allowances } = parseWholeRegister(register(), 'r.yaml');
  expect(acknowledgements).toEqual([]);
  expect(allowances).toEqual([
    {
      type: STREAM,
      properties: ['Name', 'StreamEncryption', 'StreamModeDetails.StreamMode'],
      values: [],
      reason: expect.stringMatching(/^Sessions of/),
      owner: 'platform-team',
      expires: '2027-06-30',
      ticket: 'SEC-12',
      cause: 'sessions',
      at: { file: 'r.yaml', line: 7 },
      causeAt: { file: 'r.yaml', line: 1 },
    },
  ]);
});

test('a stream that nobody allows is found', () => {
  expect(gated('{}')).toEqual({ unjudged: [`nobody judges ${STREAM}`], objections: [], warnings: [] });
});

describe('a stream that somebody answers for', () => {
  test('is allowed, with the properties that are named and what stands below them', () => {
    expect(gated(register())).toEqual({ unjudged: [], objections: [], warnings: [] });
  });

  test('is allowed no other property', () => {
    const also = { ...PROPERTIES, DesiredShardLevelMetrics: ['x'] };
    expect(gated(register(), also).unjudged).toEqual([`nobody judges ${STREAM}.DesiredShardLevelMetrics (["x"])`]);
    const below = { ...PROPERTIES, StreamModeDetails: { StreamMode: 'ON_DEMAND', Somewhere: 'x' } };
    expect(gated(register(), below).unjudged).toEqual([`nobody judges ${STREAM}.StreamModeDetails.Somewhere ("x")`]);
  });

  test.each([
    ['of another account', 'arn:aws:kms:us-east-1:999999999999:key/1'],
    ['of its own account that stands in no template', 'arn:aws:kms:us-east-1:222222222222:key/1'],
    ['that the deployment decides', { Ref: 'Parameter' }],
    ['that a parameter store decides', '{{resolve:ssm:/key}}'],
  ])('may have no key %s', (_, key) => {
    const properties = { ...PROPERTIES, StreamEncryption: { KeyId: key } };
    expect(gated(register(), properties).unjudged).toEqual([
      expect.stringContaining(`nobody judges ${STREAM}.StreamEncryption.KeyId as `),
    ]);
  });

  test('may have a key of others where the entry says which', () => {
    const key = 'arn:aws:kms:us-east-1:222222222222:key/1';
    const properties = { ...PROPERTIES, StreamEncryption: { KeyId: key } };
    const more = `      values: ["${key}"]\n`;
    expect(gated(register({ more }), properties)).toEqual({ unjudged: [], objections: [], warnings: [] });
  });
});

describe('the gate says no to an allowance', () => {
  const FOUND = [`nobody judges ${STREAM}`];
  test.each<[string, Terms, RegExp]>([
    ['without reason', { reason: '' }, /^r\.yaml:1: allowance sessions: its reason is empty/],
    ['without owner', { owner: '' }, /^r\.yaml:1: allowance sessions: it has no owner/],
    ['that has expired', { expires: '2026-01-31' }, /^r\.yaml:1: allowance sessions: it expired on 2026-01-31/],
    ['of an unknown property', { properties: 'Nam' }, /^r\.yaml:7: allowance .*: it has no property Nam$/],
    ['twice', { properties: 'Name, Name' }, /^r\.yaml:7: allowance .*: Name is allowed twice$/],
    [
      'of a part of what it allows',
      { properties: 'StreamEncryption, StreamEncryption.EncryptionType' },
      /StreamEncryption\.EncryptionType is allowed twice$/,
    ],
  ])('%s, and it allows nothing', (_, terms, objection) => {
    const { unjudged, objections } = gated(register(terms));
    expect(unjudged).toEqual(FOUND);
    expect(objections).toEqual([expect.stringMatching(objection)]);
  });

  test.each<[string, Terms, RegExp]>([
    ['of an unknown type', { type: 'AWS::Kinesis::Steram' }, /did you mean AWS::Kinesis::Stream/],
    [
      'of what a rule judges',
      { type: 'AWS::KMS::Key', properties: 'KeyPolicy' },
      /is judged by ZT-05-KeysKnowTheirUsers/,
    ],
    [
      'of what is held to a form',
      { type: 'AWS::Lambda::Function', properties: 'Role' },
      /is judged by ZT-00-NothingUnjudged, which nobody can allow to be otherwise/,
    ],
    [
      'of all that stands around it',
      { type: 'AWS::Lambda::Function', properties: 'Environment' },
      /nobody can allow to be otherwise/,
    ],
  ])('%s', (_, terms, objection) => {
    expect(gated(register(terms)).objections).toEqual([expect.stringMatching(objection)]);
  });

  test('that no template needs any more', () => {
    const { objections } = gated(register({ properties: 'Name, RetentionPeriodHours' }), { Name: 'x' });
    expect(objections).toEqual([
      `r.yaml:7: allowance ${STREAM}: no template has RetentionPeriodHours any more: remove it`,
    ]);
  });

  test('that ends soon, as a warning', () => {
    expect(gated(register({ expires: '2026-12-01' }))).toEqual({
      unjudged: [],
      objections: [],
      warnings: [expect.stringContaining('allowance sessions: it expires in 8 days')],
    });
  });
});

test('a variable of a function is allowed beside those that are known', () => {
  const yaml = register({ type: 'AWS::Lambda::Function', properties: 'Environment.Variables.STREAM_NAME' });
  const { objections } = gated(yaml);
  expect(objections).toEqual([expect.stringContaining('no template has Environment.Variables.STREAM_NAME any more')]);
});

test('the report shows what is allowed as accepted, with its terms, and judges the rest', () => {
  const { allowances } = parseWholeRegister(register({ properties: 'Name' }), 'r.yaml');
  const reviewed = reviewAllowances(allowances, '2026-11-23');
  const report = inDirectory((outdir) => {
    const app = appIn(outdir);
    new CfnResource(harmless(app), 'Stream', { type: STREAM, properties: { Name: 'sessions' } });
    const packs = [new WatchedZeroTrust(rulesAllowing(reviewed.sound))];
    const about = { application: 'an-app', root: process.cwd(), allowances: reviewed };
    return new Gate(app, [], packs, about, '2026-11-23').examine(app.synth()).report;
  });
  expect(report.findings.map(({ rule }) => rule)).not.toContain('ZT-00-NothingUnjudged');
  expect(report.acknowledged).toMatchObject([
    {
      finding: 'ZT-00-NothingUnjudged',
      resource: 'Harmless/Stream',
      logicalId: 'Stream',
      because: `nobody judges ${STREAM}.Name`,
      acknowledgement: { owner: 'platform-team', expires: '2027-06-30', ticket: 'SEC-12' },
    },
  ]);
});
