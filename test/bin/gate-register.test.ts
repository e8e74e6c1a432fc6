import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addGate } from '../../bin/commands/gate';
import { filesIn } from '../gate/_helpers/assembly';
import { commandLine } from './_helpers/command-line';

/** A resource that no rule has anything against. */
const DENIAL = {
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { PolicyDocument: { Statement: [{ Effect: 'Deny', Action: 's3:DeleteBucket', Resource: '*' }] } },
};
const accepted = (change: (yaml: string) => string = (yaml) => yaml): string =>
  change(`planted:
  reason: Readers of these planted logs are counted by the gatekeeper at the other end of the corridor.
  owner: platform-team
  expires: ${new Date(Date.now() + 200 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10)}
  ticket: SEC-12
  accepts:
    - finding: AwsSolutions-S1
      stack: Plain
      resources: [A]
`);

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'register-'));
  filesIn(join(directory, 'assembly'), {
    'manifest.json': {
      version: '55.0.0',
      artifacts: {
        Plain: {
          type: 'aws:cloudformation:stack',
          environment: 'aws://222222222222/us-east-1',
          properties: { templateFile: 'Plain.template.json', stackName: 'plain' },
        },
      },
    },
    'Plain.template.json': {
      Resources: Object.fromEntries(
        ['A', 'B'].map((id) => [id, { ...DENIAL, Metadata: { 'aws:cdk:path': `Plain/${id}` } }]),
      ),
    },
    'validation-report.json': {
      pluginReports: [
        {
          pluginName: 'AwsSolutions',
          conclusion: 'success',
          violations: [],
          suppressedViolations: [
            { ruleName: 'AwsSolutions-S1', description: 'x', violatingConstructs: [{ constructPath: 'Plain/A' }] },
          ],
        },
      ],
    },
  });
});
afterAll(() => rmSync(directory, { recursive: true }));

const delivery = commandLine(addGate);
const onAssembly = (...args: readonly string[]) => delivery('gate', join(directory, 'assembly'), ...args);

const write = (name: string, yaml: string): string => {
  const file = join(directory, name);
  writeFileSync(file, yaml);
  return file;
};

/** The register's part of what the gate says of the planted assembly under a register. */
const gate = async (yaml: string) => {
  const { exitCode, stdout, stderr } = await onAssembly('--register', write('register.yaml', yaml), '--json');
  return { exitCode, stderr, register: stdout === '' ? undefined : JSON.parse(stdout).register };
};

describe('bin/delivery gate --register', () => {
  test('holds a register to what a synthesis has found', async () => {
    const { exitCode, register } = await gate(accepted());
    expect(register).toEqual({
      file: join(directory, 'register.yaml'),
      objections: [],
      warnings: [],
      limits: [],
      unaccepted: [],
      acknowledged: 1,
    });
    expect(exitCode).toBe(0);
  });

  test.each([
    ['nobody owns', (yaml: string) => yaml.replace('platform-team', ''), 'it has no owner'],
    ['has expired', (yaml: string) => yaml.replace(/expires: .*/, 'expires: 2020-01-01'), 'it expired on 2020-01-01'],
    ['is gone', (yaml: string) => yaml.replace('[A]', '[A, B]'), 'it matches nothing any more on Plain/B'],
    ['is of no rule', (yaml: string) => yaml.replace('S1', 'S1000'), 'no installed pack has the rule'],
  ])('answers 1 to an acknowledgement that %s', async (_, change, message) => {
    const { exitCode, register } = await gate(accepted(change));
    expect(exitCode).toBe(1);
    expect(register.objections).toEqual([expect.stringContaining(message)]);
  });

  test('answers 1 to a finding that is not in it, and says where', async () => {
    const { exitCode, stdout } = await onAssembly('--register', write('empty.yaml', ''));
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`: no acknowledgement in ${join(directory, 'empty.yaml')} for\n    Plain/A\n`);
    expect(stdout).toMatch(/^next: bin\/delivery gate \/.* --explain AwsSolutions-S1$/m);
  });

  test.each([
    ['that is no YAML', 'a: [', /register\.yaml:\d+: is not YAML/],
    ['that says something unknown', accepted((yaml) => `${yaml}  because: x\n`), /register\.yaml:10: planted\.because/],
  ])('answers 2 to a register %s', async (_, yaml, message) => {
    const { exitCode, stderr } = await gate(yaml);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });

  test('answers 2 to a register that is not there', async () => {
    const { exitCode, stderr } = await onAssembly('--register', join(directory, 'nowhere.yaml'));
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`there is no file ${join(directory, 'nowhere.yaml')}`);
  });

  test("says that this repository's own register was not held to an assembly it knows nothing of", async () => {
    const { exitCode, stdout } = await onAssembly();
    expect(stdout).toContain('names no stack of this assembly: it was not held to it');
    expect(exitCode).toBe(0);
  });
});

test.each(['--fix-moved', '--json'])('refuses --explain with %s, which would do nothing', async (option) => {
  const { exitCode, stderr } = await onAssembly('--explain', 'AwsSolutions-S1', option);
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain(`cannot be used with option '${option}'`);
});

describe('bin/delivery gate --fix-moved', () => {
  const renamed = accepted((yaml) => `# kept\n${yaml.replace('[A]', '[Renamed] # kept')}`);

  test('writes the new name of a resource, says so, and holds the register to the findings again', async () => {
    const before = await gate(renamed);
    expect(before.exitCode).toBe(1);
    expect(before.register.objections).toEqual([expect.stringContaining('it has moved to A in stack Plain')]);
    expect(before.register.unaccepted).toEqual([]);
    const file = write('moved.yaml', renamed);
    const { exitCode, stdout } = await onAssembly('--register', file, '--fix-moved');
    expect(stdout).toContain(`${file}:10: Renamed is now A\n`);
    expect(stdout).toContain('1 acknowledged, 0 not, 0 objections');
    expect(exitCode).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(renamed.replace('Renamed', 'A'));
  });

  test('says that nothing has moved, and leaves the register as it is', async () => {
    const file = write(
      'gone.yaml',
      accepted((yaml) => yaml.replace('[A]', '[A, B]')),
    );
    const { exitCode, stdout } = await onAssembly('--register', file, '--fix-moved');
    expect(stdout).toContain(`nothing has moved: ${file} stays as it is`);
    expect(exitCode).toBe(1);
  });
});

describe('bin/delivery gate --explain', () => {
  test('prints an entry that can be pasted, with the resources of the assembly', async () => {
    const { exitCode, stdout } = await onAssembly('--explain', 'AwsSolutions-S1');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('found on:\n    Plain/A');
    expect(stdout).toContain('- finding: AwsSolutions-S1\n      stack: Plain\n      resources:\n        - A');
  });

  test("explains CloudFormation's own rules", async () => {
    const { exitCode, stdout } = await onAssembly('--explain', 'W3010');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('is:       Availability zone properties should not be hardcoded');
  });

  test('answers 2 to a rule nobody knows, with what is near', async () => {
    const { exitCode, stderr } = await delivery('gate', '--explain', 'AwsSolutions-S1000');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('no rule is called "AwsSolutions-S1000": did you mean AwsSolutions-S10');
  });
});

test("knows every CloudFormation rule that this repository's register names", async () => {
  const rules = new Set(readFileSync('acknowledgements.yaml', 'utf8').match(/(?<=finding: )[EFIW]\d{4}/g));
  expect(rules.size).toBeGreaterThan(0);
  for (const rule of rules) expect((await onAssembly('--explain', rule)).exitCode).toBe(0);
});
