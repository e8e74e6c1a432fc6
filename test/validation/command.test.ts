import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { command } from '../../lib/validation/command';
import type { SdkCloudOptions } from '../../lib/validation/sdk-cloud';
import { FakeCloud, healthyWorld, type World } from './fake-cloud';

const TARGET = ['--environment', 'dev', '--account', '222222222222', '--region', 'us-east-1'];
let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'validation-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const run = async (argv: readonly string[], change: (world: World) => void = () => {}) => {
  const world = { ...healthyWorld(), lateness: 0 };
  change(world);
  const said = { out: '', err: '', asked: [] as SdkCloudOptions[] };
  const code = await command(argv, {
    stdout: (text) => {
      said.out += text;
    },
    stderr: (text) => {
      said.err += text;
    },
    colored: false,
    cloud: (options) => {
      said.asked.push(options);
      return new FakeCloud(world);
    },
  });
  return { code, ...said };
};

describe('the command', () => {
  test('exits 0 with a table when every check passes', async () => {
    const { code, out, err, asked } = await run(TARGET);
    expect({ code, err, asked }).toEqual({ code: 0, err: '', asked: [{ region: 'us-east-1' }] });
    expect(out).toContain('13 passed, 0 failed, 0 cannot tell');
  });

  test('assumes the role it is given', async () => {
    const roleArn = 'arn:aws:iam::222222222222:role/delivery-validation-dev-us-east-1';
    const { asked } = await run([...TARGET, '--role-arn', roleArn]);
    expect(asked).toEqual([{ region: 'us-east-1', roleArn }]);
  });

  test('prints one JSON document and nothing else with --json', async () => {
    const { code, out } = await run([...TARGET, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ schema: 1, environment: 'dev', summary: { pass: 13 } });
  });

  test('exits 1 when a check fails', async () => {
    const { code, out } = await run(TARGET, (world) => {
      world.rotation = { enabled: false };
    });
    expect(code).toBe(1);
    expect(out).toContain('does not rotate by itself');
  });

  test('exits 1 when a check cannot tell', async () => {
    const { code } = await run(TARGET, (world) => {
      world.refused = ['kms:GetKeyPolicy'];
    });
    expect(code).toBe(1);
  });

  test('exits 2 with credentials of another account', async () => {
    const { code, out, err } = await run([...TARGET, '--output', directory], (world) => {
      world.callerArn = 'arn:aws:iam::333333333333:root';
    });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('not to 222222222222');
  });

  test('says how it is used with --help', async () => {
    expect(await run(['--help'])).toMatchObject({ code: 0, err: '', out: expect.stringContaining('--role-arn') });
  });

  test.each([
    [[], '--environment must be a lower-case name such as dev, got nothing'],
    [[...TARGET, '--account', '12345'], '--account must be 12 digits, got "12345"'],
    [[...TARGET, '--region', 'mars'], '--region must be a region such as us-east-1, got "mars"'],
    [[...TARGET, '--role-arn', 'admin'], '--role-arn must be the ARN of a role, got "admin"'],
    [[...TARGET, '--shout'], '--shout'],
    [[...TARGET, 'extra'], 'extra'],
  ])('fails with exit code 2 for %j', async (argv, message) => {
    const { code, out, err, asked } = await run(argv);
    expect({ code, out, asked }).toEqual({ code: 2, out: '', asked: [] });
    expect(err).toContain(message);
    expect(err).toContain('usage: validate');
  });
});

describe('the reports', () => {
  test('lie in the output directory, which is made, and leave nothing unfinished', async () => {
    const output = join(directory, 'deep', 'report');
    expect(await run([...TARGET, '--output', output])).toMatchObject({ code: 0 });
    expect(readdirSync(output).sort()).toEqual(['junit.xml', 'validation.json']);
    expect(JSON.parse(readFileSync(join(output, 'validation.json'), 'utf8'))).toMatchObject({ summary: { pass: 13 } });
    expect(readFileSync(join(output, 'junit.xml'), 'utf8')).toContain('tests="13"');
  });

  test('are written also when a check fails', async () => {
    const { code } = await run([...TARGET, '--output', directory], (world) => {
      world.key = undefined;
    });
    expect(code).toBe(1);
    expect(existsSync(join(directory, 'validation.json'))).toBe(true);
  });

  test('of an earlier run are gone when this one cannot finish', async () => {
    writeFileSync(join(directory, 'validation.json'), 'old');
    const { code } = await run([...TARGET, '--output', directory], (world) => {
      world.callerArn = 'arn:aws:iam::333333333333:root';
    });
    expect({ code, left: readdirSync(directory) }).toEqual({ code: 2, left: [] });
  });

  test('fails with exit code 1 where they cannot be written', async () => {
    mkdirSync(join(directory, 'validation.json', 'in the way'), { recursive: true });
    const { code, err } = await run([...TARGET, '--output', directory]);
    expect(code).toBe(1);
    expect(err).toContain('validation.json');
  });
});
