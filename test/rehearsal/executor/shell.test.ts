import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { markedLineReader, meaningfulLines } from '../../../lib/rehearsal/executor/actions/codebuild/lines';
import { ProcessGroups } from '../../../lib/rehearsal/executor/actions/codebuild/process-group';
import { ShellSession } from '../../../lib/rehearsal/executor/actions/codebuild/shell-session';
import { cleanUp, privateDirectory } from './_helpers/run';

const groups = new ProcessGroups();
afterAll(async () => {
  groups.end();
  await cleanUp();
});

const session = async (shell = 'sh', ...more: string[]) => {
  const directory = await privateDirectory();
  const lines: string[] = [];
  const made = new ShellSession({
    groups,
    shell: [shell, ...more],
    stateDirectory: join(directory, "it's state"),
    workingDirectory: directory,
    environment: { PATH: process.env['PATH'] ?? '', GIVEN: 'given' },
    exportedVariables: ['EXPORTED', 'MISSING'],
    mask: (line) => line.replaceAll('hidden', '***'),
    log: (line) => lines.push(line),
  });
  const text = () => lines.filter((line) => !line.startsWith('[Container]'));
  return { made, directory, text, lines };
};

describe.each([['sh'], ['bash'], ['bash', '--posix']] as const)('a session of %s %s', (...shell) => {
  test('is one for all phases: variables that nobody exported, functions, options, jobs and the directory stay', async () => {
    const { made, directory, text } = await session(...shell);
    await made.run(['REPOSITORY=registry.example/app', 'TAG=${TAG:=latest}', 'say() { echo "said $1"; }'], true);
    await made.run(['mkdir sub && cd sub', 'sleep 0.01 & JOB=$!'], true);
    expect(await made.run(['say "$REPOSITORY:$TAG"', 'pwd', 'wait "$JOB"', 'set -u'], true)).toBeUndefined();
    expect((await made.run(['echo "$UNSET"'], true))?.status).toBeGreaterThan(0);
    expect(text()).toEqual(expect.arrayContaining(['said registry.example/app:latest', join(directory, 'sub')]));
  });

  test('shows what commands have set to every program, in the next shell as well, and nothing of its own', async () => {
    const { made, text } = await session(...shell);
    await made.run(['ARN=of:this:build', 'env | grep ^ARN', 'exit 0', 'LATER=1', 'env | grep -E "LATER|__"'], true);
    expect(text()).toEqual(['ARN=of:this:build', 'LATER=1']);
  });

  test('finds a program anew for each command', async () => {
    const { made, text } = await session(...shell);
    const put = (where: string) => `printf '#!/bin/sh\\necho ${where}\\n' > ${where}/tool; chmod +x ${where}/tool`;
    await made.run(
      ['mkdir first later; PATH="$PWD/first:$PWD/later:$PATH"', put('later'), 'tool', put('first'), 'tool'],
      true,
    );
    expect(text()).toEqual(['later', 'first']);
  });

  test('goes on with the next command when one exits without an error', async () => {
    const { made, directory, text } = await session(...shell);
    const commands = [
      'mkdir sub && cd sub && A="x\n y\'z"',
      'exit 0',
      'pwd; echo "$A"',
      'exec true',
      'echo on; break',
      'echo "$A"',
    ];
    expect(await made.run(commands, true)).toBeUndefined();
    expect(text()).toEqual([join(directory, 'sub'), 'x', " y'z", 'on', 'x', " y'z"]);
  });

  test('keeps the options of a shell that ended', async () => {
    const { made, text } = await session(...shell);
    await made.run(['set -e; umask 027', 'false; echo no'], true);
    expect(await made.run(['umask; false; echo no'], false)).toMatchObject({ status: 1 });
    expect(text()).toEqual(['0027']);
  });

  test('runs what commands left for its end', async () => {
    const { made, text } = await session(...shell);
    await made.run(["trap 'echo bye' EXIT", 'EXPORTED=1'], true);
    expect(text()).toEqual([]);
    expect(await made.exportedVariables()).toEqual({ EXPORTED: '1', MISSING: '' });
    await made.close();
    expect(text()).toEqual(['bye']);
  });

  test('hands directory and exported variables from command to command and from phase to phase', async () => {
    const { made, directory, text } = await session(...shell);
    await made.run(['mkdir sub && cd sub', 'export A="x\n y\'z"', 'pwd'], true);
    await made.run(['pwd', 'printf "%s\\n" "$A" "$GIVEN"'], true);
    expect(text()).toEqual([join(directory, 'sub'), join(directory, 'sub'), 'x', " y'z", 'given']);
  });

  test('hands them on also when a command ends the shell', async () => {
    const { made, text } = await session(...shell);
    expect(await made.run(['export A=kept; exit 7', 'echo never'], true)).toMatchObject({ status: 7 });
    await made.run(['echo "$A $CODEBUILD_BUILD_SUCCEEDING"'], false);
    expect(text()).toEqual(['kept 0']);
  });

  test('keeps unfinished lines and empty ones as they are', async () => {
    const { made, text } = await session(...shell);
    await made.run(['printf "no end"', 'printf "a\\n\\n"', 'true', 'echo; echo b', 'printf "last"'], true);
    expect(text()).toEqual(['no end', 'a', '', '', 'b', 'last']);
  });

  test('gives exported variables, empty where they were never set', async () => {
    const { made } = await session(...shell);
    await made.run(['EXPORTED="two\nlines"'], true);
    expect(await made.exportedVariables()).toEqual({ EXPORTED: 'two\nlines', MISSING: '' });
  });

  test('expands texts', async () => {
    const { made } = await session(...shell);
    await made.run(['export A=1'], true);
    expect(await made.expand('k-$A-$(echo "a b")-${GIVEN}-"q"')).toBe('k-1-a b-given-"q"');
  });

  test('fails for a command that is no shell language, and says which', async () => {
    const { made } = await session(...shell);
    const failure = await made.run(['true', 'if then', 'true'], true);
    expect(failure?.command).toBe('if then');
    expect(failure?.output.join(' ')).toMatch(/syntax error/i);
  });

  test('hides what must not be shown, also in the reason of a failure', async () => {
    const { made, text } = await session(...shell);
    const failure = await made.run(['echo "the hidden word"; false'], true);
    expect([text(), failure?.output]).toEqual([['the *** word'], ['the *** word']]);
  });

  test('does not wait for what runs on in the background', async () => {
    const { made, text } = await session(...shell);
    expect(await made.run(['sleep 600 & echo on'], true)).toBeUndefined(); // else jest's clock ends it
    expect(text()).toEqual(['on']);
  });

  test('traces commands, and little of its own', async () => {
    const { made, text } = await session(...shell);
    await made.run(['set -x', 'echo a', 'set +x'], true);
    const own = text().filter((line) => /__|printf|read/.test(line));
    expect([own, text().includes('a')]).toEqual([[], true]);
  });

  test('reads nothing from a terminal', async () => {
    const { made, text } = await session(...shell);
    await made.run(['read answer || echo none'], true);
    expect(text()).toEqual(['none']);
  });
});

describe('a session of bash', () => {
  test('keeps arrays and functions also when a command ends the shell', async () => {
    const { made, text } = await session('bash');
    await made.run(['declare -A M=([a b]="c d"); L=(1 2); say() { echo "$1"; }; readonly R=r', 'exit 0'], true);
    await made.run(['say "${M[a b]} ${L[1]} $R"'], true);
    expect(text()).toEqual(['c d 2 r']);
  });
});

describe('lines', () => {
  const read = (...chunks: readonly string[]): readonly string[] => {
    const seen: string[] = [];
    const reader = markedLineReader(
      'MARK ',
      (line) => seen.push(line),
      (mark) => seen.push(`<${mark}>`),
    );
    for (const chunk of chunks) reader.write(Buffer.from(chunk));
    reader.end();
    return seen;
  };

  test.each([
    [['a\nb\n'], ['a', 'b']],
    [
      ['a', 'b\nc'],
      ['ab', 'c'],
    ],
    [
      ['a\n', '\nMARK 1\nb\n'],
      ['a', '<1>', 'b'],
    ],
    [
      ['a\nMA', 'RK 1\n'],
      ['a', '<1>'],
    ],
    [['a\n\n\nMARK 1\n'], ['a', '', '<1>']],
    [['10%\r50%\r100%\n'], ['100%']],
    [['crlf\r\n'], ['crlf']],
  ])('of %j are %j', (chunks, expected) => {
    expect(read(...chunks)).toEqual(expected);
  });

  test('keep letters that come in two pieces', () => {
    const [first, second] = [Buffer.from('é\n').subarray(0, 1), Buffer.from('é\n').subarray(1)];
    const seen: string[] = [];
    const reader = markedLineReader(
      'MARK ',
      (line) => seen.push(line),
      () => {},
    );
    reader.write(first);
    reader.write(second);
    expect(seen).toEqual(['é']);
  });
});

describe('meaningful lines', () => {
  test('are the last ones without colours, stack frames and npm’s farewell', () => {
    expect(
      meaningfulLines([
        'first',
        '\u001b[31merror: no such key\u001b[0m',
        '    at run (/x/y.js:1:2)',
        '',
        '-----',
        'npm error code 1',
        'Node.js v20.1.0',
      ]),
    ).toEqual(['first', 'error: no such key']);
  });

  test('of a failing test are its title, what was expected and how many failed', () => {
    expect(
      meaningfulLines([
        '  ● a sum › adds',
        '    Expected: 2',
        '    Received: 3',
        '      4 |   const a = 1;',
        '    > 5 |   expect(a + 1).toBe(3);',
        '        |                 ^',
        '      at Object.<anonymous> (test/sum.test.ts:5:17)',
        'Test Suites: 1 failed, 1 total',
        'Tests:       1 failed, 1 total',
        'Time:        1 s',
        'Ran all test suites.',
      ]),
    ).toEqual(['● a sum › adds', 'Expected: 2', 'Received: 3', 'Tests:       1 failed, 1 total']);
  });

  test('are the noise where there is nothing else', () => {
    expect(meaningfulLines(['npm error code E404', ''])).toEqual(['npm error code E404']);
  });
});
