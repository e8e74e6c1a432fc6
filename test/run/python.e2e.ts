import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { UserError } from '../../lib/ground/user-error';
import { checkPythonTypes, lintPython } from './python';

/** The one program in Python that is not the emulator's. */
const TERMINAL = 'test/rehearsal/_helpers/terminal.py';
const PLANTED = 'test/rehearsal/_helpers/planted.py';

describe('checks of the Python', () => {
  let copy: string;
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), 'emulator-copy-'));
    cpSync(TERMINAL, join(copy, TERMINAL));
    cpSync('emulator', join(copy, 'emulator'), { recursive: true, filter: (path) => !path.endsWith('__pycache__') });
  });
  afterEach(() => rmSync(copy, { recursive: true }));
  const plant = (text: string, file = 'emulator/delivery_emulator/settings.py'): void =>
    appendFileSync(join(copy, file), text);

  test('finds no fault of style in what is there; that types are right is a suite of `npm test` itself', () => {
    expect(lintPython(copy)).toEqual({
      clean: true,
      lines: [expect.stringMatching(/^\d{3} files of Python, no fault$/)],
    });
  });

  test('fails on planted type errors: against the types of moto, and outside the emulator', async () => {
    // The fewer files there are, the sooner pyright has read them: that it reads all of them is the suite's own matter.
    const folder = join(copy, 'emulator');
    for (const module of readdirSync(join(folder, 'delivery_emulator')).filter((name) => name !== 'settings.py'))
      rmSync(join(folder, 'delivery_emulator', module), { recursive: true });
    rmSync(join(folder, 'tests'), { recursive: true });
    plant('\nfrom moto.core.utils import unix_time\n\n\ndef wrong() -> int:\n    return str(unix_time())\n');
    plant('X: int = ""\n', PLANTED);
    const { clean, lines } = await checkPythonTypes(copy);
    expect(clean).toBe(false);
    expect(lines.join('\n')).toMatch(/settings\.py:\d+:12 - error: Type "str" is not assignable to return type "int"/);
    expect(lines.join('\n')).toMatch(/planted\.py:\d+:\d+ - error: /);
  });

  test.each([
    ['an unused import', '\nimport decimal\n', 'F401'],
    ['a relative import', '\nfrom . import door\n\nprint(door)\n', 'TID252'],
    ['a type error that is silenced without a code', '\nX: int = ""  # type: ignore\n', 'PGH003'],
    ['a syntax error', '\nif\n', 'invalid-syntax'],
  ])('fails on %s, naming file, line and rule', (_title, text, rule) => {
    plant(text);
    const { clean, lines } = lintPython(copy);
    expect(clean).toBe(false);
    expect(lines.join('\n')).toMatch(new RegExp(`settings\\.py:\\d+:\\d+ ${rule} `));
  });

  test('fails on faults outside the emulator', () => {
    plant('import decimal\n', PLANTED);
    expect(lintPython(copy).lines.join('\n')).toMatch(/planted\.py:\d+:\d+ F401 /);
  });

  test('fails where there is no Python to lint', () => {
    rmSync(join(copy, TERMINAL));
    expect(lintPython(copy)).toEqual({ clean: false, lines: [`no Python below ${join(copy, 'test')}`] });
  });

  test('fails to check types where there is no Python with moto, saying what to do', async () => {
    const before = process.env['DELIVERY_PYTHON'];
    process.env['DELIVERY_PYTHON'] = '/nowhere/python';
    try {
      const error = await checkPythonTypes(copy).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UserError);
      expect(error).toMatchObject({ message: 'DELIVERY_PYTHON is "/nowhere/python", and there is no such program' });
    } finally {
      if (before === undefined) delete process.env['DELIVERY_PYTHON'];
      else process.env['DELIVERY_PYTHON'] = before;
    }
  });
});
