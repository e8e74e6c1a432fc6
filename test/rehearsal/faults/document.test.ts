import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { FAULTS } from '../../../lib/rehearsal/faults/table';
import { faultsDocument } from '../../walks/_helpers/faults-document';
import { steady } from '../../walks/_helpers/steady';

const text = readFileSync('docs/faults.md', 'utf8');

test('docs/faults.md shows exactly the faults of the table, each with a run of it', () => {
  expect([...text.matchAll(/^## (.*)$/gm)].map(([, name]) => name)).toEqual(FAULTS.map(({ name }) => name));
  for (const { name, form, exitCode, cure } of FAULTS) {
    const [, section = ''] = text.split(`\n## ${name}\n`);
    const [own = ''] = section.split('\n## ');
    const [, ended = ''] = /ends with exit code (\d)/.exec(own) ?? [];
    expect([name, exitCode.split(' or ')]).toEqual([name, expect.arrayContaining([ended])]);
    expect(own).toContain(`--fault '${name}:`);
    expect(own).toContain(cure);
    expect(own).toMatch(/^The terminal:\n\n```text\n/m);
    expect(text).toContain(`| \`${form.replaceAll('|', '\\|')}\` |`);
  }
});

test('docs/faults.md says nothing that the next run would say otherwise', () => {
  const changing =
    /\/tmp\/|localhost:\d|[0-9a-f]{8}-[0-9a-f]{4}-4|\d{4}-\d\d-\d\dT|\bin \d+(?:\.\d+)?s\b|\d\d:\d\d:\d\d/;
  expect(text.split('\n').filter((line) => changing.test(line))).toEqual([]);
  expect(steady('in 2026-11-28T01:02:03.4Z of 12345678-1234-4234-8234-123456789012 at localhost:4711')).toBe(
    'in <time> of <id> at localhost:<port>',
  );
});

test('a document without a run of every fault is none', () => {
  expect(() => faultsDocument([])).toThrow('no run of throttle, error, delay,');
});
