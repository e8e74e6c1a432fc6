import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addGate } from '../../bin/commands/gate';
import { filesIn, manifest } from '../gate/_helpers/assembly';
import { synthesize } from '../gate/mutants/constructs/app';
import { Workbench } from '../gate/mutants/mutant';
import { ASSEMBLY_FAULTS, type AssemblyFault } from './_helpers/assembly-faults';
import { commandLine } from './_helpers/command-line';
import { stacksOn } from './_helpers/stacks-on-disk';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'gate-command-'));
  synthesize(join(directory, 'sound'));
  writeFileSync(join(directory, 'register.yaml'), '{}\n');
});
afterAll(() => rmSync(directory, { recursive: true }));

const argv = (assembly: string, ...options: readonly string[]) => [
  'gate',
  assembly,
  '--register',
  join(directory, 'register.yaml'),
  ...options,
];

const gate = (...args: Parameters<typeof argv>) =>
  spawnSync(process.execPath, [resolve('bin/delivery'), ...argv(...args)], { encoding: 'utf8', maxBuffer: 2 ** 28 });

/** The same without a process of its own. */
const here = (...args: Parameters<typeof argv>) => commandLine(addGate)(...argv(...args));

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
    async (rule, _, fault) => {
      const { exitCode, stdout, stderr } = await here(broken(fault));
      expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
      const [, block = ''] = stdout.split(`  ${rule}\n`);
      expect(block.split('fix: ')[0]).toMatch(fault.names);
      expect(stdout).toMatch(/gate: no\. \d+ findings?/);
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
