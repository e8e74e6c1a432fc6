import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { collectReview, s3LinkOf } from '../../../bin/collectors/review';
import type { ObjectLocation } from '../../../lib/rehearsal/executor/cloud/cloud';
import { temporaryDirectory } from '../../rehearsal/_helpers/temporary-directory';

describe('a review link', () => {
  test.each([
    ['https://us-east-1.console.aws.amazon.com/s3/object/b?region=us-east-1&prefix=a/p.html', 'b', 'a/p.html'],
    ['https://console.aws.amazon.com/s3/buckets/b?region=us-east-1&prefix=a/', 'b', 'a/'],
    ['https://console.amazonaws.cn/s3/object/b?region=cn-north-1&prefix=a/p.html', 'b', 'a/p.html'],
    ['https://b.s3.eu-west-1.amazonaws.com/a/p%20q.html', 'b', 'a/p q.html'],
    ['https://s3.eu-west-1.amazonaws.com/b/a/p.html', 'b', 'a/p.html'],
  ])('%s leads into S3', (link, bucket, prefix) => {
    expect(s3LinkOf(link)).toEqual({ bucket, prefix });
  });

  test.each([
    'https://example.com/s3/object/b?prefix=a',
    'https://us-east-1.console.aws.amazon.com/s3/object/b?region=us-east-1',
    'https://us-east-1.console.aws.amazon.com/ec2/home?prefix=a',
    'https://console.aws.amazon.com.example.com/s3/object/b?prefix=a',
    'https://b.s3.eu-west-1.amazonaws.com/',
    'no link',
  ])('%s leads elsewhere', (link) => {
    expect(s3LinkOf(link)).toBeUndefined();
  });
});

describe('the pages of an approval', () => {
  const access = { credentials: { accessKeyId: '1', secretAccessKey: '2' }, region: 'us-east-1' };
  const bucket = (objects: Readonly<Record<string, string>>) => ({
    listKeys: async (_: unknown, __: string, prefix: string) =>
      Object.keys(objects).filter((key) => key.startsWith(prefix)),
    getObject: async (_: unknown, { key }: ObjectLocation) => Buffer.from(objects[key] ?? ''),
  });
  const asked = (reviewUrl?: string) => ({
    stageName: 'prod',
    actionName: 'Approve',
    token: 't',
    ...(reviewUrl === undefined ? {} : { reviewUrl }),
  });
  const link = (kind: string, prefix: string) => asked(`https://console.aws.amazon.com/s3/${kind}/b?prefix=${prefix}`);

  test('are the page it links to and the document of the same name', async () => {
    const record = temporaryDirectory();
    const page = { 'r/1/review.html': '<p>', 'r/1/review.json': '{}', 'r/1/gate.html': '<p>' };
    const objects = { ...page, 'r/1/validation.json': '[]' };
    const pages = await collectReview(bucket(objects), access, link('object', 'r/1/review.html'), record);
    expect(pages).toEqual(['review/prod.html']);
    expect(readdirSync(join(record, 'review')).sort()).toEqual(['gate.html', 'prod.html', 'prod.json']);
    expect(readFileSync(join(record, 'review', 'prod.html'), 'utf8')).toBe('<p>');
  });

  test('may lie at the top of their bucket', async () => {
    const record = temporaryDirectory();
    const objects = { 'review.html': '<p>', 'review.json': '{}', 'r/1/review.html': 'another' };
    const pages = await collectReview(bucket(objects), access, link('object', 'review.html'), record);
    expect(pages).toEqual(['review/prod.html']);
    expect(readdirSync(join(record, 'review')).sort()).toEqual(['prod.html', 'prod.json']);
  });

  test('are those of all targets where it links to their folder', async () => {
    const record = temporaryDirectory();
    const gates = { 'r/4-eu/gate.html': 'gate', 'r/4-us/gate.html': 'gate' };
    const objects = {
      ...gates,
      'r/4-eu/review.html': 'eu',
      'r/4-us/review.html': 'us',
      'r/4-us/validation.json': '[]',
    };
    const pages = await collectReview(bucket(objects), access, link('buckets', 'r/'), record);
    expect(pages).toEqual(['review/prod-4-eu.html', 'review/prod-4-us.html']);
    expect(readFileSync(join(record, 'review', 'prod-4-us.html'), 'utf8')).toBe('us');
    expect(readFileSync(join(record, 'review', 'gate.html'), 'utf8')).toBe('gate');
  });

  test.each([[undefined], ['https://example.com/']])('are none where the link is %s', async (url) => {
    expect(await collectReview(bucket({}), access, asked(url), temporaryDirectory())).toEqual([]);
  });

  test('fails where the link leads to nothing', async () => {
    const collecting = collectReview(bucket({}), access, link('object', 'r/1/review.html'), temporaryDirectory());
    await expect(collecting).rejects.toThrow('there is no page at s3://b/r/1/review.html');
  });
});
