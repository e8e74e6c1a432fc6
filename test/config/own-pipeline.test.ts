import { expect, test } from '@jest/globals';
import { assertOwnPipeline } from '../../lib/config';
import { parseConfig } from '../../lib/config/parse';
import config from '../_fixtures/delivery-config';

const asked = (CODEBUILD_INITIATOR: string | undefined) => () =>
  assertOwnPipeline(parseConfig(config), { CODEBUILD_INITIATOR });

test.each([
  ['outside of CodeBuild', undefined],
  ['by its own pipeline', 'codepipeline/zero-trust-delivery'],
  ['by a person who started the build', 'ada'],
])('a synthesis %s is none of another pipeline', (_, initiator) => {
  expect(asked(initiator)).not.toThrow();
});

test('fails in the pipeline of another application, naming both', () => {
  expect(asked('codepipeline/claims')).toThrow(
    'application is "zero-trust-delivery", and the pipeline claims builds it, which would deploy it over its own stacks: put "claims" back into delivery.config.ts, and deploy the pipeline of zero-trust-delivery from a repository or branch of its own (npx cdk deploy Delivery)',
  );
});
