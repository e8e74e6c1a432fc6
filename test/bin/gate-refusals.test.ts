import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addGate } from '../../bin/commands/gate';
import { filesIn, manifest } from '../gate/_helpers/assembly';
import { type CommandEnded, commandLine } from './_helpers/command-line';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'gate-refusals-'));
  writeFileSync(join(directory, 'register.yaml'), '{}\n');
});
afterAll(() => rmSync(directory, { recursive: true }));

const gate = (assembly: string, ...options: readonly string[]) =>
  commandLine(addGate)('gate', assembly, '--register', join(directory, 'register.yaml'), ...options);

const TEMPLATE = { Resources: { Group: { Type: 'AWS::Logs::LogGroup' } } };
const GOOD = { 'manifest.json': manifest('t.json'), 't.json': TEMPLATE };

describe('bin/delivery gate refuses, in one line,', () => {
  test.each<[string, Readonly<Record<string, unknown>>, string, ((path: string) => void)?]>([
    ['an empty directory', {}, 'there is no'],
    ['a manifest that is no JSON', { ...GOOD, 'manifest.json': '{"version": "55.0.0",' }, 'is not JSON'],
    ['a template that is no JSON', { ...GOOD, 't.json': 'Resources: {}' }, 'is not JSON'],
    ['a schema version from the future', { ...GOOD, 'manifest.json': manifest('t.json', '99.0.0') }, '"99.0.0"'],
    ['a template that is missing', { 'manifest.json': manifest('t.json') }, 'but there is no'],
    ['a path that leads outside', { ...GOOD, 'manifest.json': manifest('../../../etc/passwd') }, 'leads outside'],
    [
      'a link that leads outside',
      { 'manifest.json': manifest('t.json') },
      'leads outside',
      (path) => symlinkSync('/etc/passwd', join(path, 't.json')),
    ],
    ['a huge template', GOOD, '2147483648 bytes', (path) => truncateSync(join(path, 't.json'), 2 ** 31)],
    [
      'look-ups without an answer',
      { ...GOOD, 'manifest.json': { ...manifest('t.json'), missing: [{ key: 'vpc-provider:account=1' }] } },
      'without the answers to vpc-provider:account=1',
    ],
    [
      'resources written by a loop',
      { ...GOOD, 't.json': { Resources: { 'Fn::ForEach::A': ['X', [], {}] } } },
      'no Type',
    ],
    ['a way through a file', { ...GOOD, 'manifest.json': manifest('t.json/x.json') }, 't.json/x.json'],
    ['text of a hostile name', { ...GOOD, 'manifest.json': manifest('\u001b[2J\nx.json') }, 'names '],
  ])('%s', async (_, files, message, change = () => {}) => {
    const path = mkdtempSync(join(directory, 'untrusted-'));
    filesIn(path, files);
    change(path);
    refuses(await gate(path), message);
  });

  test('a directory that is not there', async () =>
    refuses(await gate(join(directory, 'nowhere')), 'there is no assembly'));

  test('a file instead of a directory, with --json, too', async () =>
    refuses(await gate(join(directory, 'register.yaml'), '--json'), 'must be a directory'));

  test('a way through a file to a directory', async () =>
    refuses(await gate(join(directory, 'register.yaml', 'x')), 'must be a directory'));

  test('a manifest that is a directory', async () => {
    const path = mkdtempSync(join(directory, 'untrusted-'));
    mkdirSync(join(path, 'manifest.json'));
    refuses(await gate(path), 'is not a file');
  });
});

const refuses = ({ exitCode, stdout, stderr }: CommandEnded, message: string): void => {
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(message);
  // One line for a person: no stack trace, and nothing that moves a terminal's cursor.
  expect(stderr).toMatch(/^[^\p{Cc}]+$/u);
};
