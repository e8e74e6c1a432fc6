import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type App, CfnResource, type IPolicyValidationContext } from 'aws-cdk-lib';
import { WatchedCloudFormationValidate } from '../../../lib/gate/packs';
import { found, judge } from '../_helpers/judge';
import { harmless } from '../_helpers/plants';

/** One engine for the file: it takes seconds to build. */
const engine = new WatchedCloudFormationValidate();

const misspelled = (app: App) =>
  new CfnResource(harmless(app), 'Queue', { type: 'AWS::SQS::Queue', properties: { QueuName: 'x' } });

let before: string | undefined;
beforeEach(() => {
  before = process.env['CDK_VALIDATION'];
});
afterEach(() => {
  if (before === undefined) delete process.env['CDK_VALIDATION'];
  else process.env['CDK_VALIDATION'] = before;
});

test('a property that CloudFormation does not know is a finding', () => {
  expect(found(judge(misspelled, { packs: () => [engine] }))).toEqual([
    expect.stringMatching(/^[EF]\d{4} Harmless\/Queue$/),
  ]);
});

test('CDK_VALIDATION=false does not switch the check off', () => {
  process.env['CDK_VALIDATION'] = 'false';
  expect(found(judge(misspelled, { packs: () => [engine] }))).toHaveLength(1);
});

test('fails when the engine ends in an error', () => {
  class Broken extends WatchedCloudFormationValidate {
    override validate(context: IPolicyValidationContext) {
      const stackTemplates = context.stackTemplates.map((stack) => ({ ...stack, templatePath: '/nowhere.json' }));
      return super.validate({ ...context, stackTemplates });
    }
  }
  expect(judge((app) => harmless(app), { packs: () => [new Broken()] }).objections).toEqual([
    expect.stringContaining("Validation plugin 'CloudFormation Validate' failed: ENOENT"),
    'CloudFormation Validate did not look at stack Harmless',
  ]);
});
