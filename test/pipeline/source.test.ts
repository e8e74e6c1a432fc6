import { describe, expect, test } from '@jest/globals';
import type { SourceConfig } from '../../lib/config';
import { triggersFor } from '../../lib/pipeline/source';
import config from '../_fixtures/delivery-config';
import { Delivery } from './_helpers/delivery';

const connection = config.source as Extract<SourceConfig, { kind: 'codeconnections' }>;
const filters = (triggers: NonNullable<(typeof connection)['triggers']>) => {
  const [trigger] = triggersFor({ ...connection, triggers }) ?? [];
  expect(trigger).toMatchObject({
    providerType: 'CodeStarSourceConnection',
    gitConfiguration: { sourceActionName: 'Source' },
  });
  return JSON.parse(JSON.stringify(trigger)).gitConfiguration.push;
};

describe('the triggers of a connection', () => {
  test('are none where every push to its branch starts a release', () => {
    expect(triggersFor(connection)).toBeUndefined();
    expect(triggersFor({ kind: 's3', bucket: 'b', key: 'k.zip' })).toBeUndefined();
  });

  test('take branches and files together, and tags by themselves', () => {
    const branches = { includes: ['main'] };
    const [paths, tags] = [{ excludes: ['docs/**'] }, { includes: ['v*'] }];
    expect(filters({ branches, paths, tags })).toEqual([{ branches, filePaths: paths }, { tags }]);
    expect(filters({ branches })).toEqual([{ branches }]);
    expect(filters({ tags })).toEqual([{ tags }]);
  });

  test('look for files in pushes to the branch of the source where no others are named', () => {
    const paths = { includes: ['lib/**'] };
    expect(filters({ paths })).toEqual([{ branches: { includes: ['main'] }, filePaths: paths }]);
  });
});

describe('a source in S3', () => {
  const keyArn = 'arn:aws:kms:us-east-1:111111111111:key/1a2b3c4d';
  const delivery = Delivery.of({ ...config, source: { kind: 's3', bucket: 'my-source', key: 'a/source.zip', keyArn } });
  const resources = delivery.stacks.find(({ path }) => path === 'Delivery')?.template.Resources ?? {};
  const ofType = (type: string) => Object.values(resources).filter(({ Type }) => Type === type);

  test('starts the pipeline by its events, and is not polled', () => {
    const [rule] = ofType('AWS::Events::Rule').filter((each) => JSON.stringify(each).includes('my-source'));
    expect(rule?.Properties['EventPattern']).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: ['my-source'] }, object: { key: ['a/source.zip'] } },
    });
    const starts = ofType('AWS::IAM::ManagedPolicy').filter((each) =>
      // Approvers are denied it.
      /"Action":"codepipeline:StartPipelineExecution","Effect":"Allow"/.test(JSON.stringify(each)),
    );
    expect(starts).toHaveLength(1);
    expect(JSON.stringify(ofType('AWS::CodePipeline::Pipeline'))).toContain('"PollForSourceChanges":false');
  });

  test('lets the pipeline decrypt with its own key and read its tags', () => {
    const policies = JSON.stringify(ofType('AWS::IAM::Policy'));
    expect(policies).toContain(keyArn);
    expect(policies).toContain('s3:GetObjectVersionTagging');
  });
});
