import { expect, test } from '@jest/globals';
import { publishedBy } from '../../../lib/gate/assembly/published';

const to = (name: string, more: object) => ({ [name]: { assumeRoleArn: `role-${name}`, ...more } });

test('a file is published once for each place it goes to, and an image is told apart', () => {
  const source = { executable: ['make'] };
  const files = {
    a: {
      source,
      destinations: {
        ...to('one', { bucketName: 'b1', objectKey: 'a.zip' }),
        ...to('two', { bucketName: 'b2', objectKey: 'a.zip' }),
      },
    },
  };
  const dockerImages = {
    i: { source: { directory: 'd' }, destinations: to('one', { repositoryName: 'r', imageTag: 't' }) },
  };
  expect(publishedBy([{ files, dockerImages }, {}])).toEqual([
    { kind: 'file', key: 'a.zip', source, bucket: 'b1', role: 'role-one' },
    { kind: 'file', key: 'a.zip', source, bucket: 'b2', role: 'role-two' },
    { kind: 'image', key: 't', source: { directory: 'd' }, bucket: 'r', role: 'role-one' },
  ]);
});

test('what a manifest leaves out is not known, and not left out', () => {
  expect(publishedBy([{ files: { a: { destinations: { one: {} } } } }])).toEqual([
    { kind: 'file', key: 'undefined', source: {}, bucket: undefined, role: undefined },
  ]);
});
