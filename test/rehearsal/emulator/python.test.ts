import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { UserError } from '../../../lib/ground/user-error';
import { interpreters, isReady } from '../../../lib/rehearsal/emulator/python';
import { readyPython } from '../../../lib/rehearsal/emulator/virtual-environment';

describe('finding a Python', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'python-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const program = (name: string, script: string): string => {
    const file = join(directory, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  };
  const says = (version: readonly number[], moto: string | null, missing: readonly string[] = []): string =>
    `echo '${JSON.stringify({ version, moto, missing })}'`;
  const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  const onPath = (): Readonly<Record<string, string>> => ({ PATH: directory, HOME: directory });

  test('takes the first interpreter that has moto', async () => {
    program('python3', says([3, 12], null));
    const wanted = program('python3.11', says([3, 11], '5.2.1'));
    const found = await interpreters(onPath());
    expect(found.map(({ executable }) => join(directory, executable))).toEqual([wanted]);
  });

  test.each([
    ['a complete moto 5.2.1', says([3, 10], '5.2.1'), true],
    ['moto 5.2.0, whose insides are others', says([3, 10], '5.2.0'), false],
    ['moto 5.2.2', says([3, 12], '5.2.2'), false],
    ['moto 6', says([3, 12], '6.0'), false],
    ['moto without its server part', says([3, 12], '5.2.1', ['flask']), false],
    ['no moto', says([3, 12], null), false],
    ['Python 3.9', says([3, 9], '5.2.1'), false],
  ])('knows whether the emulator runs on %s', async (_title, script, ready) => {
    program('python3.11', says([3, 11], null));
    program('python3', script);
    const [first] = await interpreters(onPath());
    expect(first !== undefined && isReady(first)).toBe(ready);
  });

  test('fails where there is no Python, saying what to do', async () => {
    const error = interpreters(onPath());
    await expect(error).rejects.toThrow(UserError);
    await expect(error).rejects.toThrow(
      'the emulator needs Python 3.10 or newer, found none (PATH): install Python 3.10+ or name one in DELIVERY_PYTHON',
    );
  });

  test('fails where no Python can run, with the last words of each', async () => {
    program('python3', 'echo "it is broken; badly" >&2; exit 3');
    program('python3.11', says([3, 9], null));
    await expect(interpreters(onPath())).rejects.toThrow(
      'found python3.11 3.9, python3, which cannot run (it is broken; badly) (PATH): install',
    );
  });

  test('fails where Python is too old, naming it', async () => {
    program('python3', says([3, 8], null));
    await expect(interpreters(onPath())).rejects.toThrow('found python3 3.8 (PATH)');
  });

  test('fails when DELIVERY_PYTHON names no program', async () => {
    const env = { ...onPath(), DELIVERY_PYTHON: '/nowhere/python' };
    await expect(interpreters(env)).rejects.toThrow(
      'DELIVERY_PYTHON is "/nowhere/python", and there is no such program',
    );
  });

  test('fails when the interpreter of DELIVERY_PYTHON cannot run, with its last words', async () => {
    const env = { ...onPath(), DELIVERY_PYTHON: program('broken', 'echo "it is broken" >&2; exit 3') };
    await expect(interpreters(env)).rejects.toThrow(/broken cannot run: it is broken; repair it/);
  });

  test('makes a private environment once, where no Python has moto', async () => {
    const inside = `case "$1" in -c) if [ -e "$(dirname "$0")/moto" ]; then ${says([3, 12], '5.2.1')}; else ${says([3, 12], null)}; fi;; *) touch "$(dirname "$0")/moto";; esac`;
    const makes = `mkdir -p "$4/bin"; printf '%s\\n' '#!/bin/sh' ${quoted(inside)} > "$4/bin/python"; chmod +x "$4/bin/python"`;
    const bare = program('bare', `case "$1" in -c) ${says([3, 12], null)};; *) ${makes};; esac`);
    const env = {
      DELIVERY_PYTHON: bare,
      PATH: '/usr/bin:/bin',
      HOME: directory,
      XDG_CACHE_HOME: join(directory, 'cache'),
    };
    const lines: string[] = [];
    const made = await readyPython(env, (line) => lines.push(line));
    const environment = 'venv-moto-server-5.2.1-cfn-lint-1.51.0';
    expect(made.executable).toBe(join(directory, 'cache/zero-trust-delivery', environment, 'bin/python'));
    expect((await readyPython(env, (line) => lines.push(line))).executable).toBe(made.executable);
    expect(lines).toHaveLength(1);
  });

  test('fails when moto is missing and cannot be installed, naming command and directory', async () => {
    const env = {
      ...onPath(),
      DELIVERY_PYTHON: program(
        'bare',
        `case "$1" in -c) ${says([3, 12], null)};; *) echo "no network" >&2; exit 1;; esac`,
      ),
    };
    const lines: string[] = [];
    await expect(readyPython(env, (line) => lines.push(line))).rejects.toThrow(
      /bare has no moto, and moto\[server\]==5\.2\.1 and cfn-lint==[0-9.]+ could not be installed into .*: no network; run /,
    );
    expect(lines).toEqual([expect.stringContaining('making a private environment in')]);
  });

  test('fails where another moto is there and ours cannot be installed, naming both and what to do', async () => {
    const env = {
      ...onPath(),
      DELIVERY_PYTHON: program(
        'other',
        `case "$1" in -c) ${says([3, 12], '5.3.0')};; *) echo "no network" >&2; exit 1;; esac`,
      ),
    };
    const error = await readyPython(env, () => {}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(
        /other has moto 5\.3\.0 and the emulator needs 5\.2\.1, and .*; run `.*other -m pip install 'moto\[server\]==5\.2\.1' 'cfn-lint==[0-9.]+'` yourself or name a Python that has it in DELIVERY_PYTHON$/,
      ),
    });
  });
});
