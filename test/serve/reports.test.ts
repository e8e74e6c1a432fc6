import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { reviewsOf, saidBy } from '../../lib/serve/reports';

let record: string;
beforeEach(() => {
  record = mkdtempSync(join(tmpdir(), 'reports-'));
  mkdirSync(join(record, 'review'));
});
afterEach(() => rmSync(record, { recursive: true }));

const write = (name: string, text = ''): void => writeFileSync(join(record, 'review', name), text);

describe('reviews of an approval', () => {
  test('are those of its stage and its targets, and not of a stage whose name begins alike', () => {
    const names = ['prod.html', 'prod-1-eu.html', 'prod-eu.html', 'prod-eu-1-eu.html', 'production.html'];
    for (const name of names) write(name);
    const stages = ['prod', 'prod-eu', 'production'];
    expect(reviewsOf(record, 'prod', stages)).toEqual(['review/prod-1-eu.html', 'review/prod.html']);
    expect(reviewsOf(record, 'prod-eu', stages)).toEqual(['review/prod-eu-1-eu.html', 'review/prod-eu.html']);
  });

  test('say first what stands in their title', () => {
    write('a.html', '<!doctype html><title>prod&#39;s &lt;b&gt; &amp;lt; · Review · x</title>');
    write('b.html', '<title>alone</title>');
    write('c.html', `${' '.repeat(9000)}<title>too late</title>`);
    write('d.html');
    expect(['a', 'b', 'c', 'd'].map((name) => saidBy(record, `review/${name}.html`))).toEqual([
      "prod's <b> &lt;",
      'alone',
      undefined,
      undefined,
    ]);
  });
});
