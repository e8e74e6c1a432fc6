import { readAssembly } from '../../../../lib/gate/assembly/read-assembly';
import type { Acknowledgement } from '../../../../lib/gate/register/acknowledgement';
import { judgeRegister } from '../../../../lib/gate/register/judge-register';
import { acknowledgement } from '../../_helpers/acknowledgement';
import { filesIn } from '../../_helpers/assembly';
import { inDirectory } from '../../_helpers/judge';

export const stackArtifact = (displayName: string, templateFile: string, account: string) => ({
  type: 'aws:cloudformation:stack',
  environment: `aws://${account}/us-east-1`,
  displayName,
  properties: { templateFile, stackName: displayName.toLowerCase() },
});
export const bucket = (path: string) => ({ Type: 'AWS::S3::Bucket', Metadata: { 'aws:cdk:path': path } });

/** A pipeline with a dev stage, as the CDK lays it out; buckets A and B in the stage's stack. */
export const FILES = {
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

export const violation = (ruleName: string, ...paths: readonly string[]) => ({
  ruleName,
  description: 'is wrong',
  violatingConstructs: paths.map((constructPath) => ({ constructPath })),
});
/** The report of a synthesis whose AwsSolutions pack has found this. */
export const report = (violations: readonly unknown[], suppressedViolations: readonly unknown[] = []) => ({
  pluginReports: [{ pluginName: 'AwsSolutions', conclusion: 'success', violations, suppressedViolations }],
});

/** A sound acknowledgement of bucket A. */
export const entry = (change: Partial<Acknowledgement> = {}): Acknowledgement =>
  acknowledgement({
    finding: 'AwsSolutions-S1',
    stack: 'Data',
    resources: ['A/Resource'],
    at: { file: 'r.yaml', line: 7 },
    causeAt: { file: 'r.yaml', line: 1 },
    ...change,
  });

/** What the register comes to against that assembly, with other files in it. */
export const judged = (register: readonly Acknowledgement[], files: Readonly<Record<string, unknown>> = {}) =>
  inDirectory((directory) => {
    filesIn(directory, { ...FILES, ...files });
    return judgeRegister(register, readAssembly(directory), '2026-11-23');
  });
