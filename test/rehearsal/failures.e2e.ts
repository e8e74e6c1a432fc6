import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { anotherUserHere, asAnotherUser, mountNamespace, NOBODY, testWith } from '../_helpers/needs';
import { type App, type Ended, foreignApp, run } from './_helpers/app';
import { temporaryDirectory } from './_helpers/temporary-directory';
import { victimsOf } from './kill/victims';

/** One sentence on stderr: no stack trace, no object dump. */
const expectOneSentence = ({ exitCode, stderr }: Ended, code: number, because: string): void => {
  expect([exitCode, stderr]).toEqual([code, expect.stringContaining(because)]);
  expect(stderr.trim().split('\n')).toHaveLength(1);
};

describe('an emulator that is lost', () => {
  test('before the release begins is named as the cause, and nothing is left', async () => {
    const app = foreignApp();
    let done = false;
    const ended = await app.delivery(['rehearse'], (line) => {
      if (done || !line.includes('▸ bootstrap')) return;
      done = true;
      for (const pid of victimsOf('emulator', app.temporary)) process.kill(pid, 'SIGKILL');
    });
    expectOneSentence(
      ended,
      1,
      'the emulator ended before the release did, rehearse again; its last words: ended by SIGKILL',
    );
    expect(await app.leftovers()).toEqual([]);
    expect(existsSync(join(app.directory, '.rehearsal'))).toBe(false);
  });
});

describe('a disk that is full', () => {
  /** `bin/delivery rehearse` with its temporary files on a device of that size, which `onLine` can fill. */
  const onSmallDevice = (app: App, kilobytes: number, onLine?: (line: string, pid: number) => void): Promise<Ended> => {
    const mount = `mount -t tmpfs -o size=${kilobytes}k tmpfs "$1" && TMPDIR=$1 exec "$2" "$3" rehearse --app "$4"`;
    const args = ['sh', app.temporary, process.execPath, resolve('bin/delivery'), app.directory];
    return run('unshare', ['--mount', 'sh', '-c', mount, ...args], onLine);
  };

  testWith(mountNamespace, 'is told before anything begins', async () => {
    const app = foreignApp();
    expectOneSentence(await onSmallDevice(app, 200), 2, `no space is left in ${app.temporary}: free some`);
    expect(existsSync(join(app.directory, '.rehearsal'))).toBe(false);
  });

  testWith(mountNamespace, 'is told as the cause where it is full in the middle', async () => {
    const app = foreignApp();
    let done = false;
    const ended = await onSmallDevice(app, 8 * 1024, (line, pid) => {
      if (done || !line.includes('▸ bootstrap')) return;
      done = true;
      fill(`/proc/${pid}/root${app.temporary}`);
    });
    expectOneSentence(ended, 1, `no space is left in ${app.temporary}/delivery-rehearsal-`);
  });
});

/** Writes until no more can be written. */
const fill = (directory: string): void => {
  for (let number = 0; ; number += 1) {
    try {
      writeFileSync(join(directory, `filler-${number}`), Buffer.alloc(16 * 1024));
    } catch {
      return;
    }
  }
};

describe('an installation that cannot be written to', () => {
  const COMMANDS: readonly (readonly [string, number, ...string[]])[] = [
    ['rehearse', 0, '--help'],
    ['down', 0],
    ['validate', 0, '--list'],
    ['gate', 0, '--explain', 'AwsSolutions-S1'],
    ['review', 2, '--from', '/nonexistent'],
    ['evidence', 2, 'verify', '/nonexistent'],
  ];

  for (const [command, exitCode, ...args] of COMMANDS) {
    testWith(mountNamespace, `runs ${command} all the same`, async () => {
      const script =
        'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && ! touch "$1/new" && shift && exec "$@"';
      const argv = [process.execPath, resolve('bin/delivery'), command, ...args];
      const ended = await run('unshare', ['--mount', 'sh', '-c', script, 'sh', resolve('.'), ...argv]);
      expect([ended.exitCode, ended.stderr]).toEqual([
        exitCode,
        expect.stringMatching(/^touch: .*Read-only file system$/m),
      ]);
      expect(ended.stderr).not.toMatch(/EROFS|^ {4}at /m);
    });
  }
});

describe('another user', () => {
  /** A directory that belongs to nobody. */
  const theirs = (): string => {
    const directory = temporaryDirectory();
    chownSync(directory, NOBODY, NOBODY);
    return directory;
  };
  const asNobody = (args: readonly string[], variables: NodeJS.ProcessEnv): Promise<Ended> => {
    const [file, ...argv] = asAnotherUser([process.execPath, resolve('bin/delivery'), ...args]);
    return run(file, argv, undefined, { HOME: theirs(), TMPDIR: theirs(), ...variables });
  };

  testWith(anotherUserHere, 'is refused in one sentence where the app may not be written to', async () => {
    const app = foreignApp();
    chmodSync(app.directory, 0o755);
    const TMPDIR = theirs();
    const ended = await asNobody(['rehearse', '--app', app.directory], { TMPDIR });
    expectOneSentence(ended, 2, `the record of a release is written to ${app.directory}/.rehearsal, and you may not`);
    expect(readdirSync(TMPDIR)).toEqual([]);
  });

  testWith(anotherUserHere, 'is refused in one sentence where temporary files may not be written', async () => {
    const TMPDIR = temporaryDirectory();
    chmodSync(TMPDIR, 0o755);
    const ended = await asNobody(['rehearse', '--app', theirs()], { TMPDIR });
    expectOneSentence(ended, 2, `temporary files go to ${TMPDIR}, and it may not be written to`);
  });

  testWith(anotherUserHere, 'has a dead session where its process belongs to somebody else', async () => {
    const [app, TMPDIR] = [theirs(), theirs()];
    const privateDirectory = join(TMPDIR, 'delivery-rehearsal-aaaaaa');
    const records = join(app, '.rehearsal');
    const tools = { account: '111111111111', region: 'us-east-1' };
    const endpoint = 'http://localhost:1';
    const session = { schema: 1, endpoint, secret: 's', emulatorPid: process.pid, privateDirectory, tools };
    const documents = {
      [join(privateDirectory, 'kept.json')]: { endpoint, records },
      [join(records, 'session.json')]: { ...session, pipelineName: 'foreign', bootstrapped: [] },
      [join(privateDirectory, 'owner.json')]: {
        schema: 1,
        purpose: 'rehearsal',
        owner: { pid: process.pid, started: '1', space: 'another' },
        app,
        emulator: { pid: process.pid, started: '1' },
        created: '2026-01-01T00:00:00.000Z',
      },
    };
    for (const directory of [privateDirectory, records]) {
      mkdirSync(directory, { mode: 0o700 });
      chownSync(directory, NOBODY, NOBODY);
    }
    for (const [file, document] of Object.entries(documents)) {
      writeFileSync(file, JSON.stringify(document));
      chownSync(file, NOBODY, NOBODY);
    }
    const ended = await asNobody(['down', '--app', app], { TMPDIR });
    expect([ended.exitCode, ended.stderr]).toEqual([0, '']);
    expect(ended.stdout).toBe(`forgot a dead session: the kept emulator at ${endpoint} is gone\n`);
  });
});
