import { expect, test } from '@jest/globals';
import { accessInWords } from '../../lib/review/access-in-words';
import { stack } from './_fixtures/releases';

const HOME = stack({
  Store: { Type: 'AWS::S3::Bucket', Metadata: { 'aws:cdk:path': 'Delivery/dev/Data/Storage/Data/Resource' } },
});

const joined = (below: string) => ({ 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Store', 'Arn'] }, below]] });

test.each<[unknown, string]>([
  [joined('/*'), 'somebody may now write objects in the data bucket'],
  [joined('/a/*/gate.html'), 'somebody may now write objects on a/*/gate.html in the data bucket'],
  [joined('/processed/*'), 'somebody may now write objects in processed/'],
  ['*', 'somebody may now write objects anywhere'],
])('a right on %j is said with its place in words', (resource, says) => {
  const after = { Effect: 'Allow', Principal: 'somebody', Action: 's3:PutObject', Resource: resource };
  const change = { logicalId: 'X', type: 'T', at: '', direction: 'broader', because: 'it is', after } as const;
  expect(accessInWords(change, HOME)).toBe(says);
  expect(accessInWords({ ...change, direction: 'narrower' }, HOME)).toBeUndefined();
});
