import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { filesIn, manifest } from '../gate/_helpers/assembly';
import { synthesize } from '../gate/mutants/constructs/app';
import { Workbench } from '../gate/mutants/mutant';
import { ASSEMBLY_FAULTS, type AssemblyFault } from './_helpers/assembly-faults';
import { stacksOn } from './_helpers/stacks-on-disk';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'gate-command-'));
  synthesize(join(directory, 'sound'));
  writeFileSync(join(directory, 'register.yaml'), '{}\n');
}, 60_000);
afterAll(() => rmSync(directory, { recursive: true }));

const gate = (assembly: string, ...options: readonly string[]) => {
  const args = ['gate', assembly, '--register', join(directory, 'register.yaml'), ...options];
  return spawnSync(process.execPath, [resolve('bin/delivery'), ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });
};

/** A copy of the sound assembly with one fault in a template on disk. */
const broken = ({ in: place, stack, change }: AssemblyFault): string => {
  const copy = mkdtempSync(join(directory, 'broken-'));
  cpSync(join(directory, 'sound'), copy, {
    recursive: true,
    filter: (path) => !basename(path).startsWith('asset.'),
  });
  const stacks = stacksOn(copy, place);
  const bench = new Workbench(stacks, place);
  const named = bench.stacks.find(({ path }) => path.endsWith(stack));
  if (named === undefined) throw new Error(`there is no stack ${stack} in ${place}`);
  change(bench, named.template as unknown as Parameters<AssemblyFault['change']>[1]);
  for (const { templateFile, template } of bench.stacks) writeFileSync(templateFile, JSON.stringify(template));
  return copy;
};

describe('bin/delivery gate', () => {
  test('says yes to an assembly on disk as it was synthesized', () => {
    const { status, stdout, stderr } = gate(join(directory, 'sound'));
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^\d+ rules looked at \d+ resources of 6 stacks in /m);
    expect(stdout).toContain('gate: yes. no findings');
  });

  test('prints one JSON document and nothing else with --json', () => {
    const { status, stdout } = gate(join(directory, 'sound'), '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ stacks: 6, findings: [], register: { objections: [] } });
  });

  test.each(ASSEMBLY_FAULTS.map((fault) => [fault.rule, fault.fault, fault] as const))(
    'fails with %s and the resource where %s',
    (rule, _, fault) => {
      const { status, stdout, stderr } = gate(broken(fault));
      expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
      const [, block = ''] = stdout.split(`  ${rule}\n`);
      expect(block.split('fix: ')[0]).toMatch(fault.names);
      expect(stdout).toMatch(/gate: no\. \d+ findings/);
    },
  );

  test('fails with the same findings as one JSON document', () => {
    const [fault] = ASSEMBLY_FAULTS;
    if (fault === undefined) throw new Error('there is no fault');
    const { status, stdout } = gate(broken(fault), '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout).findings).toContainEqual(
      expect.objectContaining({ rule: fault.rule, because: expect.any(String), fix: expect.any(String) }),
    );
  });
});

test.each([[], ['--json']])(
  'bin/delivery gate shows what nobody would see of a stranger’s assembly %j',
  (...options) => {
    const path = mkdtempSync(join(directory, 'untrusted-'));
    const resources = { 'G\u202e\u001b[2J': { Type: 'AWS::Logs::LogGroup' } };
    filesIn(path, { 'manifest.json': manifest('t.json'), 't.json': { Resources: resources } });
    const { status, stdout } = gate(path, ...options);
    expect(status).toBe(1);
    expect(stdout).toMatch(/G(⟨U\+202E⟩|\\u202e)/);
    for (const unseen of ['\u001b', '\u202e']) expect(stdout).not.toContain(unseen);
  },
);

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
  ])('%s', (_, files, message, change = () => {}) => {
    const path = mkdtempSync(join(directory, 'untrusted-'));
    filesIn(path, files);
    change(path);
    refuses(gate(path), message);
  });

  test('a directory that is not there', () => refuses(gate(join(directory, 'nowhere')), 'there is no assembly'));

  test('a file instead of a directory, with --json, too', () =>
    refuses(gate(join(directory, 'register.yaml'), '--json'), 'must be a directory'));

  test('a way through a file to a directory', () =>
    refuses(gate(join(directory, 'register.yaml', 'x')), 'must be a directory'));

  test('a manifest that is a directory', () => {
    const path = mkdtempSync(join(directory, 'untrusted-'));
    mkdirSync(join(path, 'manifest.json'));
    refuses(gate(path), 'is not a file');
  });
});

const refuses = ({ status, stdout, stderr }: ReturnType<typeof gate>, message: string): void => {
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(message);
  // One line for a person: no stack trace, and nothing that moves a terminal's cursor.
  expect(stderr).toMatch(/^[^\p{Cc}]+\n$/u);
};
