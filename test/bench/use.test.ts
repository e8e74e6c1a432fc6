import { expect, test } from '@jest/globals';
import { useOf } from '../../bench/use';

const project = (size: string) => ({
  Type: 'AWS::CodeBuild::Project',
  Properties: { Environment: { ComputeType: `BUILD_GENERAL1_${size}` } },
});
const action = (Category: string, Provider: string) => ({ ActionTypeId: { Category, Provider } });
const build = (Category: string, project: string) => ({
  ...action(Category, 'CodeBuild'),
  Configuration: { ProjectName: { Ref: project } },
});
const pipeline = {
  Type: 'AWS::CodePipeline::Pipeline',
  Properties: {
    Stages: [
      { Actions: [action('Source', 'S3')] },
      {
        Actions: [build('Build', 'Build'), action('Approval', 'Manual'), build('Test', 'Test'), build('Test', 'Test')],
      },
    ],
  },
};
const environment = (logs: number, trail: number) => ({
  Resources: {
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: logs } },
    Trail: {
      Type: 'AWS::S3::Bucket',
      Properties: { BucketName: 'data-trail-dev', LifecycleConfiguration: { Rules: [{ ExpirationInDays: trail }] } },
    },
  },
});
const tools = (size: string) => ({
  Resources: { Build: project('MEDIUM'), Test: project(size), OutsideOfReleases: project('SMALL'), Pipeline: pipeline },
});

test('a release costs its builds by their machines, and its actions but approvals', () => {
  // Builds: 10 × 0.01 + 2 × 3 × 0.005; actions: (10 + 3 + 3 + 2) × 0.002; 0.166.
  expect(useOf({ tools: [tools('SMALL')] })).toMatch(
    /\*\*A release\*\* runs 3 builds and 4 actions that are paid\.[^*]* it costs 0\.17 USD/,
  );
});

test('a machine of which nobody knows the price is refused', () => {
  expect(() => useOf({ tools: [tools('XLARGE')] })).toThrow('BUILD_GENERAL1_XLARGE: give each its price');
});

test('logs and trail cost more every year until the oldest is forgotten', () => {
  const rows = useOf({ dev: [environment(90, 365)], prod: [environment(365, 2192)] }).split('\n');
  const costs = (name: string) => rows.find((row) => row.startsWith(`| ${name} |`))?.split(' | ');
  // Coming in: 5 × 0.5 + 5 × 0.1; lying there: 5 × 2.957 months × 0.03, 11.99 × 0.023.
  expect(costs('dev')?.slice(1)).toEqual(['90', '365', '3.72', '3.72', '3.72 |']);
  const [, , , first = '', third = '', sixth = ''] = costs('prod') ?? [];
  expect(Number(first)).toBeLessThan(Number(third));
  expect(Number(third)).toBeLessThan(Number.parseFloat(sixth));
});

test('what an environment costs that is validated again every day is said', () => {
  expect(useOf({})).toContain('validated every day costs 0.46 USD a month');
});
