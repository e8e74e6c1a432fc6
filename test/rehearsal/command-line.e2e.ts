import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { EXAMPLES } from '../../bin/commands/examples';
import { faultLines } from '../../lib/rehearsal/faults/parse-fault';
import { delivery, foreignApp } from './_helpers/app';
import { temporaryDirectory } from './_helpers/temporary-directory';

describe('the command line', () => {
  test('lists the commands that exist', async () => {
    const { exitCode, stdout } = await delivery(['--help']);
    expect(exitCode).toBe(0);
    const commands = [...stdout.matchAll(/^ {2}(\w+) +(?:\[|[a-z])/gm)].map(([, name]) => name);
    expect(commands).toEqual([
      ...[
        'rehearse',
        'serve',
        'watch',
        'permissions',
        'bootstrap',
        'teardown',
        'down',
        'start',
        'status',
        'approve',
        'reject',
        'retry',
        'rollback',
        'stop',
        'executions',
        'figures',
        'logs',
      ],
      ...['doctor', 'unblock', 'validate', 'revalidate', 'gate', 'review', 'evidence', 'help'],
    ]);
  });

  test.each([
    [['rehears'], 'Did you mean rehearse?'],
    [['rehearse', '--aprove', 'all'], 'Did you mean --approve?'],
    [['rehearse', '--approve', 'bob'], '--approve names "bob", which is no stage of the pipeline: it has'],
    [['rehearse', '--approve', 'all,'], '--approve must be all, none, ask or names'],
    [['rehearse', '--fault', 'throtle:kms:ListKeys'], 'there is no fault "throtle", did you mean throttle? There are'],
    [['rehearse', '--fault', 'delay:kms:ListKeys'], 'its arguments must be SERVICE:OPERATION:SECONDS'],
    [['rehearse', '--fault', 'denied:r:kms:*', '--permissions', 'off'], 'needs somebody who judges policies'],
    [['rehearse', '--cache', '--fault', 'expired:prod'], '--fault has something go wrong: leave one out'],
    [['serve', '--cache', '--permissions', 'off'], 'leave out --permissions off'],
    [['rehearse', '--app', '/nonexistent'], '--app /nonexistent: there is no such directory'],
    [['serve', '--port', '70000'], '--port must be a number from 1 to 65535, got "70000"'],
    [['rehearse', '--app', 'package.json'], '--app package.json: it is no directory'],
    [['watch', '--app', 'package.json'], '--app package.json: it is no directory, name the one of the app'],
    [['watch', '--environment', 'bob'], '--environment "bob" is not in delivery.config.ts: there are'],
    [['watch', '--context', 'stage=dev'], '--context and --env are for another app, named by --app'],
    [['watch', '--env', 'STAGE'], '--env must be the name of a variable and its value, NAME=VALUE, got "STAGE"'],
    [['rehearse', '--approve', 'All'], 'got "All", did you mean all? It stands alone'],
    [['validate', '--check', 'objcts-encrypted'], 'did you mean'],
    [['serve', '--approve', 'all,'], '--approve must be all, none, ask or names'],
    [['rehearse', '--commit', 'no-such-tag'], 'no commit is called "no-such-tag"'],
    [['rehearse', '--dirty', '--commit', 'HEAD'], 'choose one'],
    [['gate', '--explain', 'ZT-06', '--json'], "cannot be used with option '--json'"],
    [['unblock', '--environment', 'bob'], '--environment "bob" is not in delivery.config.ts'],
    [['validate'], '--environment'],
  ])('fails with exit code 2 on %j', async (args, because) => {
    const { exitCode, stdout, stderr } = await delivery(args);
    expect([exitCode, stderr.replaceAll(/\s+/g, ' ')]).toEqual([2, expect.stringContaining(because)]);
    expect(stdout).not.toContain('    at ');
    expect(stderr).not.toContain('    at ');
  });

  test('says its version', async () => {
    const { name, version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await delivery(['--version'])).toEqual({ exitCode: 0, stdout: `${name} ${version}\n`, stderr: '' });
  });

  test.each(Object.entries(EXAMPLES))('shows examples of %s that it would take', async (command, examples) => {
    const { exitCode, stdout } = await delivery([command, '--help']);
    const [help = '', shown = ''] = stdout.split('\nExamples:\n');
    expect(exitCode).toBe(0);
    for (const [text] of examples) {
      expect(shown).toContain(`  ${text}\n`);
      expect(text).toMatch(new RegExp(`^bin/delivery ${command}( |$)`));
      for (const [, option] of text.matchAll(/ (--[a-z-]+)/g))
        expect(help).toMatch(new RegExp(`^ +(-\\w, )?${option} `, 'm'));
    }
  });

  test('lists the faults that a rehearsal knows', async () => {
    const { exitCode, stdout } = await delivery(['rehearse', '--fault', 'list']);
    expect([exitCode, stdout.trim().split('\n')]).toEqual([0, faultLines()]);
  });

  test('fails with exit code 2 inside a rehearsal', () => {
    expect(failure({ ...process.env, DELIVERY_REHEARSAL: '1' }, resolve('bin/delivery'))).toEqual([
      2,
      'DELIVERY_REHEARSAL is set: this is a rehearsal already, and one inside another would never end\n',
    ]);
  });

  test('fails with exit code 2 on AWS itself', () => {
    const env = { ...process.env, AWS_ENDPOINT_URL: 'https://sts.amazonaws.com' };
    const [exitCode, stderr] = failure({ ...env, DELIVERY_REHEARSAL: undefined }, resolve('bin/delivery'));
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('which is AWS itself')]);
  });

  test('fails with exit code 2 where nothing is installed', () => {
    const root = temporaryDirectory();
    mkdirSync(join(root, 'bin'));
    for (const file of ['bin/delivery', 'package.json']) cpSync(resolve(file), join(root, file));
    expect(failure(process.env, join(root, 'bin', 'delivery'))).toEqual([
      2,
      `the packages of ${root} are not installed: run npm ci there\n`,
    ]);
  });

  test.each([
    ['rehearse', '--commit', 'no-such-tag'],
    ['rehearse', '--dirty', '--commit', 'HEAD'],
    ['rehearse', '--approve', 'all,'],
    ['down'],
  ])('leaves nothing on %s %s %s', async (...args) => {
    const app = foreignApp();
    await app.delivery(args.filter((arg) => arg !== undefined));
    expect(await app.leftovers()).toEqual([]);
    expect(existsSync(join(app.directory, '.rehearsal'))).toBe(false);
  });

  test('fails with exit code 2 where there is no directory for temporary files', async () => {
    const app = foreignApp();
    const ended = await delivery(['rehearse', '--app', app.directory], undefined, { TMPDIR: '/nonexistent' });
    expect([ended.exitCode, ended.stderr]).toEqual([
      2,
      'temporary files go to /nonexistent, and there is no such directory: set TMPDIR to a directory that you may write to\n',
    ]);
  });

  test('fails with exit code 2 where a cloned app leads its records elsewhere', async () => {
    const [app, elsewhere] = [foreignApp(), temporaryDirectory()];
    symlinkSync(elsewhere, join(app.directory, '.rehearsal'));
    for (const command of ['rehearse', 'down']) {
      const { exitCode, stderr } = await app.delivery([command]);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining('.rehearsal is no directory but a link')]);
    }
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  test('has nothing to end where nothing is kept', async () => {
    const app = foreignApp();
    const { exitCode, stdout } = await app.delivery(['down', '--json']);
    expect([exitCode, JSON.parse(stdout)]).toEqual([
      0,
      {
        ended: null,
        forgotten: null,
        others: [],
        served: [],
        swept: { directories: 0, emulators: 0, records: [] },
        builds: 0,
      },
    ]);
  });
});

describe('a session that an app brings', () => {
  const session = {
    schema: 1,
    endpoint: 'http://localhost:1',
    secret: 's',
    emulatorPid: 2 ** 22 + 1,
    privateDirectory: '/nonexistent',
    tools: { account: '111111111111', region: 'us-east-1' },
    pipelineName: 'foreign',
    bootstrapped: [],
  };

  /** What `down` says of a session in these words, and where it lay. */
  const downAfter = async (text: string) => {
    const app = foreignApp();
    const file = join(app.directory, '.rehearsal', 'session.json');
    mkdirSync(join(app.directory, '.rehearsal'));
    writeFileSync(file, text);
    const { exitCode, stdout, stderr } = await app.delivery(['down']);
    expect([exitCode, stderr, existsSync(file)]).toEqual([0, '', false]);
    expect(stdout).not.toContain('ended');
    return stdout;
  };

  test('removes no directory of the user', async () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'precious'), '');
    const said = await downAfter(JSON.stringify({ ...session, privateDirectory: directory }));
    expect(said).toMatch(/^forgot a dead session: .* names .*, which no rehearsal has made\n$/);
    expect(existsSync(join(directory, 'precious'))).toBe(true);
  });

  test.each<[string, (directory: string) => string]>([
    ['is no longer there', (directory) => join(directory, 'delivery-rehearsal-aaaaaa')],
    ['leads elsewhere by dots', (directory) => `${directory}/delivery-rehearsal-aaaaaa/../precious`],
    [
      'lies elsewhere',
      (directory) => {
        mkdirSync(join(directory, 'delivery-rehearsal-aaaaaa'), { mode: 0o700 });
        return join(directory, 'delivery-rehearsal-aaaaaa');
      },
    ],
  ])('removes nothing where what it names %s', async (_, name) => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'precious'));
    const privateDirectory = name(directory);
    const said = await downAfter(JSON.stringify({ ...session, privateDirectory }));
    expect(said).toMatch(/^forgot a dead session: .*\n$/);
    expect(existsSync(join(directory, 'precious'))).toBe(true);
    if (privateDirectory.endsWith('aaaaaa')) expect(existsSync(directory)).toBe(true);
  });

  test('writes nothing to the terminal but its words', async () => {
    const endpoint = 'http://localhost:1\u001b[2J\nended the emulator';
    const app = foreignApp();
    mkdirSync(join(app.directory, '.rehearsal'));
    writeFileSync(join(app.directory, '.rehearsal', 'session.json'), JSON.stringify({ ...session, endpoint }));
    const { stdout } = await app.delivery(['down']);
    expect(stdout).toMatch(/^forgot a dead session: [\x20-\x7e]+\n$/);
  });

  test.each([
    ['that is cut off', JSON.stringify(session).slice(0, 40)],
    ['of another version', JSON.stringify({ ...session, schema: 2 })],
    ['with a process id of nobody', JSON.stringify({ ...session, emulatorPid: -1 })],
  ])('is a dead one %s', async (_, text) => {
    expect(await downAfter(text)).toMatch(/^forgot a dead session: .*session\.json is cut off, or no session/);
  });
});

/** Exit code and stderr of `delivery rehearse`, which must fail. */
const failure = (env: NodeJS.ProcessEnv, program: string): readonly [unknown, unknown] => {
  try {
    execFileSync(process.execPath, [program, 'rehearse'], { env, stdio: 'pipe', encoding: 'utf8' });
  } catch (error) {
    const { status, stderr } = error as { readonly status: unknown; readonly stderr: unknown };
    return [status, stderr];
  }
  return [0, ''];
};
