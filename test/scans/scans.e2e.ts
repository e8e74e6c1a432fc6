import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { run } from '../rehearsal/_helpers/app';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';

/** A token of GitHub looks like this; written so that this file holds none. */
const SECRET = `ghp_${'aB3'.repeat(12)}`;

/** This project's scans, in a directory with its packages and no registry to ask. */
const scansIn = (directory: string) => {
  symlinkSync(resolve('node_modules'), join(directory, 'node_modules'));
  for (const file of ['package-lock.json', '.gitignore']) copyFileSync(file, join(directory, file));
  const accepted = readFileSync('dependencies.yaml', 'utf8').replace(/^secrets:\n( .*\n)+/m, 'secrets: {}\n');
  writeFileSync(join(directory, 'dependencies.yaml'), accepted);
  const program = join(directory, '.build/scans.js');
  const options = ['--bundle', '--packages=external', '--platform=node', '--target=node20', `--outfile=${program}`];
  execFileSync('npx', ['esbuild', 'bin/scans.ts', ...options], { stdio: 'pipe' });
  return () =>
    run('sh', ['-c', 'cd "$0" && node .build/scans.js', directory], undefined, {
      AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    });
};

describe('the scans of Build', () => {
  test('say where a secret is, and never which; what git ignores they leave alone', async () => {
    const directory = temporaryDirectory();
    const scans = scansIn(directory);
    mkdirSync(join(directory, 'cdk.out'));
    writeFileSync(join(directory, 'cdk.out/env'), SECRET);
    expect(await scans()).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^pass {4}secrets: \d+ files looked at$/m),
    });
    mkdirSync(join(directory, 'lib'));
    writeFileSync(join(directory, 'lib/env'), `one\n${SECRET}\n`);
    const { exitCode, stdout, stderr } = await scans();
    expect([exitCode, stdout, stderr]).toEqual([
      1,
      expect.stringMatching(/^fail {4}secrets: lib\/env:2 holds what looks like a secret \(\w+\)/m),
      '',
    ]);
    expect(`${stdout}${readFileSync(join(directory, '.build/scans.json'), 'utf8')}`).not.toContain(SECRET);
  });

  test('say so whatever a file says of itself, however it is written and called', async () => {
    const directory = temporaryDirectory();
    const scans = scansIn(directory);
    writeFileSync(join(directory, 'excused'), `// secretlint-disable\n${SECRET} // secretlint-disable-line\n`);
    writeFileSync(join(directory, 'wide'), Buffer.from(`\ufeffone\r\n${SECRET}\r\n`, 'utf16le'));
    writeFileSync(join(directory, 'odd\n\u001b[2Kpass    secrets: none'), SECRET);
    const { exitCode, stdout, stderr } = await scans();
    expect([exitCode, stderr]).toEqual([1, '']);
    expect(stdout.split('\n').flatMap((line) => line.match(/^(\w+) +secrets: (.*:\d+) holds/)?.slice(1) ?? [])).toEqual(
      [...['fail', 'excused:2'], ...['fail', 'odd⟨U+000A⟩⟨U+001B⟩[2Kpass    secrets: none:1'], ...['fail', 'wide:2']],
    );
  });
});
