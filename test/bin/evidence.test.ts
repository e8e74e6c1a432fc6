import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { addEvidence } from '../../bin/commands/evidence';
import { exitCodeOf, explain } from '../../bin/commands/failure';
import type { Shell } from '../../bin/commands/shell';
import { localSigner } from '../evidence/_helpers/local-signer';
import { type Releases, twoReleases } from '../evidence/_helpers/releases';
import { replaced } from '../evidence/_helpers/tamper';
import { written } from '../evidence/_helpers/written';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';

const run = async (
  ...args: string[]
): Promise<{ readonly exitCode: number; readonly out: string; readonly error: string }> => {
  let [out, exitCode] = ['', 0];
  const stdout = {
    write(text: string) {
      out += text;
      return true;
    },
  } as NodeJS.WriteStream;
  const shell: Shell = { root: process.cwd(), argv: [], env: {}, stdin: process.stdin, stdout, stderr: stdout };
  const program = new Command().exitOverride();
  addEvidence(program, shell, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(['node', 'delivery', 'evidence', ...args]);
    return { exitCode, out, error: '' };
  } catch (error) {
    return { exitCode: exitCodeOf(error), out, error: explain(error, false) };
  }
};

describe('evidence verify', () => {
  let releases: Releases;
  let directory: string;
  let [bundle, zip, before, key] = ['', '', '', ''];
  beforeAll(async () => {
    releases = await twoReleases();
    directory = temporaryDirectory();
    bundle = await written(join(directory, 'bundle'), releases.second);
    before = await written(join(directory, 'before'), releases.first);
    zip = await written(join(directory, 'bundle.zip'), releases.second);
    key = join(directory, 'key.pem');
    writeFileSync(key, releases.signer.pem);
  });

  test('says yes to a directory and to a zip file, and what was not compared', async () => {
    for (const path of [bundle, zip]) {
      const { exitCode, out } = await run('verify', path, '--public-key', key);
      expect([exitCode, out.split('\n')[0]]).toEqual([0, `yes: ${path}`]);
      expect(out).toContain('not compared: give it with --previous');
    }
  });

  test('prints one JSON document', async () => {
    const { exitCode, out } = await run('verify', bundle, '--public-key', key, '--previous', before, '--json');
    expect([exitCode, JSON.parse(out)]).toMatchObject([
      0,
      { schema: 1, verdict: 'yes', chainChecked: true, findings: [] },
    ]);
  });

  test('fails with every place that speaks against a bundle', async () => {
    const forged = await written(join(directory, 'forged'), replaced(releases.second, 'build/source.zip', 'other'));
    const { exitCode, out } = await run('verify', forged, '--public-key', key);
    expect([exitCode, out.split('\n')[0]]).toEqual([1, `no: ${forged}`]);
    expect(out).toMatch(/^altered {7}build\/source\.zip: its SHA-256 is /m);
  });

  test('takes the key that lies beside the bundle, and none that lies in it', async () => {
    expect(await run('verify', bundle)).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining('which key is to be trusted?'),
    });
    writeFileSync(`${bundle}.public-key.pem`, releases.signer.pem);
    expect((await run('verify', bundle)).exitCode).toBe(0);
    writeFileSync(`${bundle}.public-key.pem`, localSigner().pem);
    expect((await run('verify', bundle)).exitCode).toBe(1);
  });

  test.each([
    ['there is no bundle', () => ['verify', join(directory, 'nowhere'), '--public-key', key], 'there is no bundle at'],
    ['there is no key', () => ['verify', bundle, '--public-key', join(directory, 'nowhere')], 'does not exist'],
    [
      'the key is none',
      () => ['verify', bundle, '--public-key', join(bundle, 'statement.dsse.json')],
      'must hold a public key in PEM',
    ],
    [
      'a real bucket is asked with placeholder accounts',
      () => ['list'],
      'are placeholders that only a rehearsal accepts',
    ],
  ])('is a wrong request where %s', async (_, args, message) => {
    expect(await run(...args())).toMatchObject({ exitCode: 2, error: expect.stringContaining(message) });
  });

  test('fails a zip file that is cut off', async () => {
    const half = join(directory, 'half.zip');
    writeFileSync(half, 'PK');
    const { exitCode, out } = await run('verify', half, '--public-key', key);
    expect([exitCode, out]).toEqual([1, expect.stringContaining('it cannot be read as a zip file')]);
  });
});
