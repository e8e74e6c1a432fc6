import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type Acknowledgement, ruleOf } from '../../../lib/gate/register/acknowledgement';
import { readRegister } from '../../../lib/gate/register/read-register';
import { reviewRegister } from '../../../lib/gate/register/review-register';
import { REGISTER, REGISTER_DAY } from '../_helpers/register-day';
import { bucket, entry, judged, report, violation } from './_helpers/report-assembly';

describe('a register against an assembly with the report of its synthesis', () => {
  const inReport = (...findings: readonly (readonly [string, string])[]) => ({
    'validation-report.json': report(
      [],
      findings.map(([rule, path]) => violation(rule, `P/dev/Data/${path}/Resource`)),
    ),
  });

  test('says yes when every finding is accepted and everything accepted is found', () => {
    expect(judged([entry()], inReport(['AwsSolutions-S1', 'A']))).toEqual({
      objections: [],
      warnings: [],
      limits: [],
      unaccepted: [],
      acknowledged: 1,
    });
  });

  test('fills in environment, account and region of each stack', () => {
    const finding = 'AwsSolutions-IAM5[Resource::{stackName}-{environment}-{account}-{region}-{partition}]';
    const here = 'AwsSolutions-IAM5[Resource::p/dev/data-dev-222222222222-us-east-1-aws]';
    expect(judged([entry({ finding })], inReport([here, 'A']))).toMatchObject({ objections: [], acknowledged: 1 });
  });

  test('fails a finding that nothing accepts, whatever the synthesis accepted it with', () => {
    const { unaccepted } = judged([entry()], inReport(['AwsSolutions-S1', 'A'], ['AwsSolutions-S1', 'B']));
    expect(unaccepted).toEqual([{ finding: 'AwsSolutions-S1', path: 'P/dev/Data/B/Resource' }]);
  });

  test('leaves zero-trust findings to the rules, which look at the templates', () => {
    const files = { 'validation-report.json': report([violation('ZT-05-KeysRotate', 'P/Store/Resource')]) };
    expect(judged([], files)).toMatchObject({ unaccepted: [], objections: [] });
  });

  test.each<readonly [string, Partial<Acknowledgement>, string]>([
    ['whose finding is gone', { resources: ['B/Resource'] }, 'it matches nothing any more on P/dev/Data/B/Resource'],
    [
      'whose resource is gone',
      { finding: 'AwsSolutions-S10', resources: ['C/Resource'] },
      'there is no resource C/Resource in stack P/dev/Data',
    ],
    [
      'whose wildcard takes in more',
      { resources: ['*/Resource'] },
      'it covers more than it says, */Resource stands for P/dev/Data/B/Resource too',
    ],
    ['whose grace is over', { expires: '2026-11-08' }, 'it expired on 2026-11-08 and counted for 14 days more'],
    ['of an unknown rule', { finding: 'AwsSolutions-S1000' }, 'no installed pack has the rule AwsSolutions-S1000'],
    ['of a CloudFormation rule that finds nothing', { finding: 'W9999' }, 'it matches nothing any more'],
    ['without an owner', { owner: '' }, 'it has no owner'],
  ])('objects to an acknowledgement %s', (_, change, message) => {
    const { objections, unaccepted } = judged([entry(change)], inReport(['AwsSolutions-S1', 'A']));
    expect(objections).toEqual([expect.stringContaining(message)]);
    expect(unaccepted.length).toBe(message.startsWith('it covers') ? 0 : 1);
  });

  test('objects to a bare id where the findings have ids of their own', () => {
    const { objections } = judged(
      [entry({ finding: 'AwsSolutions-IAM5' })],
      inReport(['AwsSolutions-IAM5[Action::s3:*]', 'A']),
    );
    expect(objections).toEqual([expect.stringContaining('it is a bare rule id, its evidence would be lost')]);
  });

  test('objects to a policy that allows more on every resource than was accepted', () => {
    const finding = 'AwsSolutions-IAM5[Resource::*]';
    const statement = (Action: unknown) => ({ Effect: 'Allow', Action, Resource: ['arn:aws:s3:::a', '*'] });
    const policy = (...statements: readonly unknown[]) => ({
      ...inReport([finding, 'A']),
      'assembly-dev/Data.template.json': {
        Resources: {
          A: { ...bucket('P/dev/Data/A/Resource'), Properties: { PolicyDocument: { Statement: statements } } },
        },
      },
    });
    const register = [entry({ finding, actions: ['ec2:DescribeSubnets'] })];
    expect(judged(register, policy(statement('ec2:DescribeSubnets'))).objections).toEqual([]);
    expect(judged(register, policy(statement(['ec2:DescribeSubnets', 's3:*']))).objections).toEqual([
      expect.stringContaining('P/dev/Data/A/Resource allows s3:* on every resource too'),
    ]);
    const allButOne = { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' };
    expect(judged(register, policy(statement('ec2:DescribeSubnets'), allButOne)).objections).toEqual([
      expect.stringContaining('allows * on every resource too'),
    ]);
  });

  test('does not judge what is about a stack that may not be in the assembly', () => {
    const gone = entry({
      stack: 'Elsewhere',
      ifThere: 'stack',
      cause: 'elsewhere',
      reason: 'Nothing of this stack is deployed from here, another pipeline brings it.',
    });
    expect(judged([entry(), gone], inReport(['AwsSolutions-S1', 'A'])).objections).toEqual([]);
  });

  test("keeps the pipeline's own resources apart from those of its stages", () => {
    const { objections } = judged(
      [entry({ stack: 'P', resources: ['dev/Data/A/Resource'] })],
      inReport(['AwsSolutions-S1', 'A']),
    );
    expect(objections).toEqual([expect.stringContaining('there is no resource dev/Data/A/Resource in stack P')]);
  });

  test('objects to a pack that ended in an error', () => {
    const failed = {
      pluginName: 'AwsSolutions',
      conclusion: 'failure',
      metadata: { error: 'it broke' },
      violations: [],
    };
    expect(judged([], { 'validation-report.json': { pluginReports: [failed] } }).objections).toEqual(['it broke']);
  });

  test("takes the gate's own report where the CDK's is not there", () => {
    const accepted = {
      pack: 'AwsSolutions',
      rule: 'AwsSolutions-S1',
      finding: 'AwsSolutions-S1',
      resource: 'P/dev/Data/A/Resource',
      because: 'it has no access logs',
      acknowledgement: { reason: '', owner: '', expires: '', ticket: '' },
    };
    const lists = { objections: [], warnings: [], packs: [], rules: [], stacks: [], findings: [] };
    const own = { schema: 1, application: 'app', verdict: 'yes', ...lists, acknowledged: [accepted] };
    expect(judged([entry()], { 'gate/report.json': own })).toMatchObject({
      objections: [],
      limits: [],
      acknowledged: 1,
    });
  });

  test.each([
    ['is no JSON', 'validation-report.json', '{', 'is not JSON'],
    ['is something else', 'validation-report.json', {}, 'is no such report, pluginReports:'],
    ['is of another schema', 'gate/report.json', { schema: 2 }, 'is no gate report of schema 1: schema:'],
  ])('fails when its report %s', (_, file, content, message) => {
    expect(() => judged([entry()], { [file]: content })).toThrow(message);
  });
});

describe('a register against templates alone', () => {
  test('says what cannot be known, and goes by the resources', () => {
    const verdict = judged([entry()]);
    expect(verdict).toMatchObject({ objections: [], unaccepted: [], acknowledged: 1 });
    expect(verdict.limits).toEqual([expect.stringContaining('has no report of its synthesis')]);
    expect(judged([entry({ resources: ['C/Resource'] })]).objections).toEqual([
      expect.stringContaining('there is no resource C/Resource in stack P/dev/Data'),
    ]);
  });

  test('says so when a template does not name its constructs', () => {
    const files = { 'assembly-dev/Data.template.json': { Resources: { A: { Type: 'AWS::S3::Bucket' } } } };
    const { objections, limits } = judged([entry()], files);
    expect(objections).toEqual([]);
    expect(limits).toContain(
      'stack P/dev/Data does not say the paths of its constructs: acknowledgements in it were not judged',
    );
  });
});

test("every acknowledgement of this repository stands by itself, until the first one's end", () => {
  const register = readRegister(REGISTER);
  expect(reviewRegister(register, REGISTER_DAY).objections).toEqual([]);
  expect(new Set(register.map(({ expires }) => expires)).size).toBeGreaterThan(3);
});

test('every decision that the register names is a file of this repository, and names the findings', () => {
  for (const { ticket, finding } of readRegister(REGISTER)) {
    expect(readFileSync(ticket, 'utf8')).toContain(ruleOf(finding));
  }
});
