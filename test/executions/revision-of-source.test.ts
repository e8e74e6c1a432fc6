import type { PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { expect, test } from '@jest/globals';
import { revisionOfSource } from '../../lib/executions/revision-of-source';

const pipelineOf = (...providers: readonly string[]): PipelineDeclaration => ({
  name: 'case',
  roleArn: 'arn:aws:iam::111111111111:role/pipeline',
  stages: [
    {
      name: 'Source',
      actions: providers.map((provider) => ({
        name: `From${provider}`,
        actionTypeId: { category: 'Source', owner: 'AWS', provider, version: '1' },
      })),
    },
  ],
});

test.each([
  ['CodeStarSourceConnection', 'COMMIT_ID'],
  ['CodeCommit', 'COMMIT_ID'],
  ['ECR', 'IMAGE_DIGEST'],
  ['S3', 'S3_OBJECT_VERSION_ID'],
])('the revision of a source of %s is a %s', (provider, revisionType) => {
  expect(revisionOfSource(pipelineOf(provider), 'abc')).toEqual({
    actionName: `From${provider}`,
    revisionType,
    revisionValue: 'abc',
  });
});

test('fails where there is not one source whose revision can be said', () => {
  for (const providers of [[], ['S3', 'ECR'], ['Other']]) {
    expect(() => revisionOfSource(pipelineOf(...providers), 'abc')).toThrow('leave it out');
  }
});
