import { expect, test } from '@jest/globals';
import { ContextProvider, Stage } from 'aws-cdk-lib';
import { ContextProvider as Provider } from 'aws-cdk-lib/cloud-assembly-schema';
import type { Construct } from 'constructs';
import { judge } from '../_helpers/judge';
import { harmless, PLACE } from '../_helpers/plants';

/** A look-up that nothing answers here: the CDK goes on with a made-up value. */
const lookingUp = (scope: Construct): void => {
  const provider = Provider.SSM_PARAMETER_PROVIDER;
  ContextProvider.getValue(harmless(scope), { provider, props: { parameterName: '/planted' }, dummyValue: 'made-up' });
};

test('fails where a look-up has no answer, in the app and in a stage', () => {
  const objection = expect.stringMatching(/^the look-up ssm:.*parameterName=\/planted.* has no answer/);
  expect(judge(lookingUp).objections).toEqual([objection]);
  expect(judge((app) => lookingUp(new Stage(app, 'Stage', { env: PLACE }))).objections).toContainEqual(objection);
});

test('says yes where nothing is looked up', () => {
  expect(judge((app) => void harmless(app)).objections).toEqual([]);
});
