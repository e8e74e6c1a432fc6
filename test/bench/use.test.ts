import { expect, test } from '@jest/globals';
import { useOf } from '../../bench/use';

const project = (size: string) => ({
  Type: 'AWS::CodeBuild::Project',
  Properties: { Environment: { ComputeType: `BUILD_GENERAL1_${size}` } },
});
const action = (Category: string, Provider: string) => ({ ActionTypeId: { Category, Provider } });
const pipeline = {
  Type: 'AWS::CodePipeline::Pipeline',
  Properties: {
    Stages: [
      { Actions: [action('Source', 'S3')] },
      { Actions: [action('Build', 'CodeBuild'), action('Approval', 'Manual'), action('Test', 'CodeBuild')] },
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
const tools = (size: string) => ({ Resources: { Build: project('MEDIUM'), Test: project(size), Pipeline: pipeline } });

test('a release costs its builds by their machines, and its actions but approvals', () => {
  // Builds: 10 × 0.01 + 3 × 0.005; actions: (10 + 3 + 2) × 0.002; 0.145.
  expect(useOf({ tools: [tools('SMALL')] })).toMatch(
    /\*\*A release\*\* runs 2 builds and 3 actions that are paid\.[^*]* it costs 0\.15 USD/,
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
