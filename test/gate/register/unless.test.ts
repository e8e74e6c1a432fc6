import { describe, expect, test } from '@jest/globals';
import { readAssembly } from '../../../lib/gate/assembly/read-assembly';
import type { Acknowledgement } from '../../../lib/gate/register/acknowledgement';
import { judgeRegister } from '../../../lib/gate/register/judge-register';
import { filesIn } from '../_helpers/assembly';
import { found, inDirectory } from '../_helpers/judge';
import { judged as judgedApp, entry as planted } from './_helpers/judged';

const stackArtifact = (displayName: string, templateFile: string, account: string) => ({
  type: 'aws:cloudformation:stack',
  environment: `aws://${account}/us-east-1`,
  displayName,
  properties: { templateFile, stackName: displayName.toLowerCase() },
});
const bucket = (path: string) => ({ Type: 'AWS::S3::Bucket', Metadata: { 'aws:cdk:path': path } });

/** A pipeline with a dev stage, as the CDK lays it out; buckets A and B in the stage's stack. */
const FILES = {
  'manifest.json': {
    version: '55.0.0',
    artifacts: {
      dev: { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-dev' } },
      P: stackArtifact('P', 'P.template.json', '111111111111'),
    },
  },
  'P.template.json': { Resources: { Store: bucket('P/Store/Resource') } },
  'assembly-dev/manifest.json': {
    version: '55.0.0',
    artifacts: { Data: stackArtifact('P/dev/Data', 'Data.template.json', '222222222222') },
  },
  'assembly-dev/Data.template.json': {
    Resources: { A: bucket('P/dev/Data/A/Resource'), B: bucket('P/dev/Data/B/Resource') },
  },
};

const violation = (ruleName: string, ...paths: readonly string[]) => ({
  ruleName,
  description: 'is wrong',
  violatingConstructs: paths.map((constructPath) => ({ constructPath })),
});
const report = (violations: readonly unknown[], suppressedViolations: readonly unknown[] = []) => ({
  pluginReports: [{ pluginName: 'AwsSolutions', conclusion: 'success', violations, suppressedViolations }],
});

const entry = (change: Partial<Acknowledgement> = {}): Acknowledgement => ({
  finding: 'AwsSolutions-S1',
  stack: 'Data',
  resources: ['A/Resource'],
  reason: 'Readers of these planted logs are counted by the gatekeeper at the other end of the corridor.',
  owner: 'platform-team',
  expires: '2027-06-30',
  ticket: 'SEC-12',
  cause: 'planted',
  at: { file: 'r.yaml', line: 7 },
  causeAt: { file: 'r.yaml', line: 1 },
  ...change,
});

const judged = (register: readonly Acknowledgement[], files: Readonly<Record<string, unknown>> = {}) =>
  inDirectory((directory) => {
    filesIn(directory, { ...FILES, ...files });
    return judgeRegister(register, readAssembly(directory), '2026-11-23');
  });

describe('an acknowledgement that names a property which cures the finding', () => {
  const inReport = (...findings: readonly (readonly [string, string])[]) => ({
    'validation-report.json': report(
      [],
      findings.map(([rule, path]) => violation(rule, `P/dev/Data/${path}/Resource`)),
    ),
  });
  const without = (properties: object) => ({
    'assembly-dev/Data.template.json': {
      Resources: {
        A: { ...bucket('P/dev/Data/A/Resource'), Properties: properties },
        B: bucket('P/dev/Data/B/Resource'),
      },
    },
  });
  const unless = [entry({ unless: 'LoggingConfiguration' })];

  test('accepts it where the resource has none such', () => {
    const files = { ...without({ BucketName: 'a' }), ...inReport(['AwsSolutions-S1', 'A']) };
    expect(judged(unless, files)).toMatchObject({ objections: [], unaccepted: [], acknowledged: 1 });
  });

  test('is not missed where the resource has it, and accepts nothing there', () => {
    const cured = without({ LoggingConfiguration: {} });
    expect(judged(unless, { ...cured, ...inReport() })).toMatchObject({ objections: [], acknowledged: 0 });
    const { unaccepted } = judged(unless, { ...cured, ...inReport(['AwsSolutions-S1', 'A']) });
    expect(unaccepted).toEqual([{ finding: 'AwsSolutions-S1', path: 'P/dev/Data/A/Resource' }]);
  });

  test('is objected to where the finding is gone all the same', () => {
    const { objections } = judged(unless, { ...without({}), ...inReport() });
    expect(objections).toEqual([expect.stringContaining('it matches nothing any more on P/dev/Data/A/Resource')]);
  });

  test('means nothing for a resource that has the property which cures the finding, and accepts nothing there', () => {
    const verdict = judgedApp(planted({ unless: 'SecurityGroupIngress' }));
    expect(verdict.objections).toEqual([]);
    expect(verdict.acknowledged).toBe(0);
    expect(found(verdict)).toEqual(found(judgedApp()));
    expect(judgedApp(planted({ unless: 'SecurityGroupEgress' })).acknowledged).toBe(judgedApp(planted()).acknowledged);
  });
});

describe('an acknowledgement of resources that need not be there', () => {
  const reported = (found: boolean) => ({
    'validation-report.json': report(found ? [violation('AwsSolutions-S1', 'P/dev/Data/A/Resource')] : []),
  });

  test('is not missed where none of them is', () => {
    const none = [entry({ ifThere: true, resources: ['Added/*/Resource'] })];
    expect(judged(none, { ...FILES, ...reported(false) })).toMatchObject({ objections: [], acknowledged: 0 });
  });

  test('is missed where it says nothing of that', () => {
    const { objections } = judged([entry({ resources: ['Added/*/Resource'] })], { ...FILES, ...reported(false) });
    expect(objections).toEqual([expect.stringContaining('there is no resource Added/*/Resource')]);
  });

  test('must have the finding where one is', () => {
    const { objections } = judged([entry({ ifThere: true })], { ...FILES, ...reported(false) });
    expect(objections).toEqual([expect.stringContaining('it matches nothing any more on P/dev/Data/A/Resource')]);
  });
});
