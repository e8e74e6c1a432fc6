import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { ValidationSurroundings } from '../../../bin/pipeline/validate';
import { parseValidationReport } from '../../../lib/contract/validation-report';
import { CHECKS } from '../../../lib/validation/checks';
import { DeadlinePassed, endingAfter, Interrupted } from '../../../lib/validation/ending';
import { HEALTHY } from '../../validation/_helpers/look';
import { FakeCloud, healthyWorld } from '../../validation/fake-cloud';
import { directory, run, TARGET } from './_helpers/run-validate';

describe('the command', () => {
  test('exits 0 with a table when every check passes', async () => {
    const { code, out, err, asked } = await run(TARGET);
    expect({ code, err, asked }).toMatchObject({ code: 0, err: '', asked: [{ region: 'us-east-1' }] });
    expect(out).toContain(`${HEALTHY} passed, 0 failed, 0 cannot tell`);
  });

  test('assumes the role it is given', async () => {
    const roleArn = 'arn:aws:iam::222222222222:role/delivery-validation-dev-us-east-1';
    const { asked } = await run([...TARGET, '--role-arn', roleArn]);
    expect(asked).toMatchObject([{ region: 'us-east-1', roleArn }]);
  });

  test('prints one JSON document and nothing else with --json', async () => {
    const { code, out } = await run([...TARGET, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ schema: 1, environment: 'dev', summary: { pass: HEALTHY } });
  });

  test('shows in its JSON what nobody would see', async () => {
    const { out } = await run([...TARGET, '--json', '--check', 'log-groups-encrypted'], (world) => {
      world.groups.push({ ...world.groups[0], name: '/data/dev/\u009b31m\u202e' } as (typeof world.groups)[number]);
    });
    expect(out).toContain('/data/dev/\\u009b31m\\u202e');
    expect(out).toMatch(/^[\n\P{C}]*$/u);
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
    [[...TARGET, '--timeout', '0'], '--timeout must be a whole number of seconds above 0, got "0"'],
    [[...TARGET, '--timeout', 'soon'], 'got "soon"'],
    ...['1', '91', '99999'].map((days): [string[], string] => [
      [...TARGET, '--log-retention-days', days],
      `--log-retention-days must be one of 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, got "${days}"`,
    ]),
    [
      [...TARGET, '--account', 'x\nvalidate: passed\u009b31m\u202e'],
      'got "x⟨U+000A⟩validate: passed⟨U+009B⟩31m⟨U+202E⟩"\n',
    ],
    [[...TARGET, '--check', 'nonsense'], '--check "nonsense" is not a check: name one of no-gateway-out'],
    [[...TARGET, '--check', 'no-gateway-ot'], '--check "no-gateway-ot" is not a check: did you mean no-gateway-out'],
    [[...TARGET, '--check', ''], '--check "" is not a check'],
    [['--list', '--check', 'nonsense'], '--check "nonsense" is not a check'],
    [[...TARGET, '--check', 'template-as-released'], '--check template-as-released needs --release DIR'],
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
    expect(readdirSync(output).sort()).toEqual(['junit.xml', 'question.json', 'validation.html', 'validation.json']);
    expect(JSON.parse(readFileSync(join(output, 'validation.json'), 'utf8'))).toMatchObject({
      summary: { pass: HEALTHY },
    });
    expect(readFileSync(join(output, 'junit.xml'), 'utf8')).toContain(`tests="${HEALTHY}"`);
    expect(readFileSync(join(output, 'validation.html'), 'utf8')).toContain('<title>Passed · Validation · dev</title>');
  });

  test('are written also when a check fails', async () => {
    const { code } = await run([...TARGET, '--output', directory], (world) => {
      world.keys['alias/data-logs-dev'] = undefined;
    });
    expect(code).toBe(1);
    expect(existsSync(join(directory, 'validation.json'))).toBe(true);
  });

  test('of an earlier run are gone when this one cannot finish', async () => {
    for (const name of ['validation.json', 'validation.html', 'junit.xml']) writeFileSync(join(directory, name), 'old');
    const { code } = await run([...TARGET, '--output', directory], (world) => {
      world.callerArn = 'arn:aws:iam::333333333333:root';
    });
    expect({ code, left: readdirSync(directory) }).toEqual({ code: 2, left: [] });
  });

  test('of a run that was killed while it wrote are taken away', async () => {
    writeFileSync(join(directory, 'validation.json.4711.unfinished'), '{"schema": 1, "resu');
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    expect(await run([...TARGET, '--output', directory])).toMatchObject({ code: 0 });
    expect(readdirSync(directory)).toEqual(expect.arrayContaining(['notes.txt', 'validation.json']));
    expect(readdirSync(directory).filter((name) => name.endsWith('.unfinished'))).toEqual([]);
  });

  test('fails with exit code 1 where they cannot be written', async () => {
    mkdirSync(join(directory, 'validation.json', 'in the way'), { recursive: true });
    const { code, err } = await run([...TARGET, '--output', directory]);
    expect(code).toBe(1);
    expect(err).toContain('validation.json');
  });
});

describe('a selection of checks', () => {
  test('is asked alone, in the order of reports, and the report says that it is no whole validation', async () => {
    const argv = [...TARGET, '--json', '--check', 'log-groups-encrypted', '--check', 'key-rotation,key-state'];
    const { code, out } = await run(argv);
    const report = parseValidationReport(JSON.parse(out));
    const only = ['key-state', 'key-rotation', 'log-groups-encrypted'];
    expect({ code, only: report.only, asked: [...new Set(report.results.map(({ check }) => check))] }).toEqual({
      code: 0,
      only,
      asked: only,
    });
  });

  test('says nothing of the kind where every check was asked', async () => {
    const { out } = await run([...TARGET, '--json']);
    expect(JSON.parse(out)).not.toHaveProperty('only');
  });
});

describe('the list of checks', () => {
  test('names every check, its requirement and what it proves, without asking AWS', async () => {
    const { code, out, asked } = await run(['--list']);
    expect({ code, asked }).toEqual({ code: 0, asked: [] });
    expect(out.trimEnd().split('\n')).toHaveLength(CHECKS.length);
    for (const { id, requirement, proves } of CHECKS) expect(out).toMatch(lineOf(id, requirement, proves));
  });

  test('is JSON with --json', async () => {
    const { out } = await run(['--list', '--json']);
    expect(JSON.parse(out)).toEqual(CHECKS.map(({ id, requirement, proves }) => ({ id, requirement, proves })));
  });
});

const lineOf = (...words: readonly string[]): RegExp =>
  new RegExp(`^${words.map((word) => word.replaceAll(/[.*+?^$()[\]{}|\\]/g, '\\$&')).join(' +')}$`, 'm');

/** A world whose log groups nobody ever gets to see; says when somebody asks for them. */
const silent = (asked: () => void = () => {}): Partial<ValidationSurroundings> => ({
  cloud: ({ signal }) => {
    const cloud = new FakeCloud({ ...healthyWorld(Date.now()), lateness: 0 });
    cloud.logGroups = () => {
      asked();
      return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true }));
    };
    return cloud;
  },
});

describe('the end of the time', () => {
  test('makes what was not answered cannot-tell, naming the deadline, and keeps what was', async () => {
    const checks = ['--check', 'log-groups-encrypted,flow-logs'];
    const deadline = new AbortController();
    const asked = () => setTimeout(() => deadline.abort(new DeadlinePassed(1)), 20);
    const more = { ...silent(asked), interruption: deadline.signal };
    const { code, out } = await run([...TARGET, '--json', ...checks], () => {}, more);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      summary: { pass: 1, fail: 0, cannotTell: 1 },
      results: [
        {
          check: 'log-groups-encrypted',
          status: 'cannot-tell',
          because: 'the deadline of 1 s passed before AWS had answered: allow more with --timeout',
        },
        { check: 'flow-logs', status: 'pass' },
      ],
    });
  });

  test('comes after so many seconds', async () => {
    const { signal, forget } = endingAfter(0.02);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    forget();
    expect(signal.reason).toEqual(new DeadlinePassed(0.02));
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('fails without any report when somebody sends %s: exit code %d', async (signal, exitCode) => {
    const interruption = new AbortController();
    const ended = run([...TARGET, '--output', directory], () => {}, {
      ...silent(),
      interruption: interruption.signal,
    });
    setImmediate(() => interruption.abort(new Interrupted(signal, exitCode)));
    const { code, out, err } = await ended;
    expect({ code, out, left: readdirSync(directory) }).toEqual({ code: exitCode, out: '', left: [] });
    expect(err).toBe(`validate: stopped by ${signal}: nothing was reported\n`);
  });

  test('fails without any report when it was stopped before it began', async () => {
    const interruption = AbortSignal.abort(new Interrupted('SIGINT', 130));
    expect(await run([...TARGET, '--output', directory], () => {}, { interruption })).toMatchObject({
      code: 130,
      out: '',
    });
  });
});

describe('the progress', () => {
  test('is shown where somebody looks, and taken away before the result', async () => {
    const shown: string[] = [];
    const status = { show: (text: string) => shown.push(text), clear: () => shown.push('') };
    await run(TARGET, () => {}, { status });
    expect(shown[0]).toBe(
      `validation of dev (222222222222, us-east-1): 0 of ${CHECKS.length - 1} checks answered, 0 calls, 0 s`,
    );
    expect(shown.at(-1)).toBe('');
  });
});
