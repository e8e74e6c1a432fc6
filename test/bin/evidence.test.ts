import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { addEvidence } from '../../bin/commands/evidence';
import { pinConfiguration } from '../_helpers/pin-configuration';
import { localSigner } from '../evidence/_helpers/local-signer';
import { rawZip } from '../evidence/_helpers/raw-zip';
import { type Releases, twoReleases } from '../evidence/_helpers/releases';
import { replaced, signed } from '../evidence/_helpers/tamper';
import { written } from '../evidence/_helpers/written';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';
import { commandLine } from './_helpers/command-line';

/** The directory of a project, with placeholders for accounts. */
const root = temporaryDirectory();
pinConfiguration(root);

const evidence = commandLine(addEvidence, root);
const run = async (...args: string[]) => {
  const { exitCode, stdout: out, stderr: error } = await evidence('evidence', ...args);
  return { exitCode, out, error };
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
    const { exitCode, out } = await run('verify', bundle);
    expect(exitCode).toBe(0);
    expect(out).toContain('which lay beside the bundle: whoever made the bundle may have made that key too');
    expect(JSON.parse((await run('verify', bundle, '--json')).out)).toMatchObject({ keyFrom: 'beside the bundle' });
    const given = await run('verify', bundle, '--public-key', `${bundle}.public-key.pem`, '--json');
    expect(JSON.parse(given.out)).toMatchObject({ keyFrom: 'given' });
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

  const SPOOF = 'x\nyes: nothing speaks against it\u001b[2J\u202e\u009b';

  test('prints one line for what a stranger called, however many it would be, and nothing that moves the screen', async () => {
    const evil = await written(join(directory, 'evil'), releases.second);
    writeFileSync(join(evil, SPOOF), '');
    writeFileSync(join(directory, `${SPOOF}.zip`), rawZip([{ name: SPOOF, content: '' }]));
    for (const [path, place] of [
      [evil, SPOOF],
      [join(directory, `${SPOOF}.zip`), SPOOF],
    ] as const) {
      const { exitCode, out } = await run('verify', path, '--public-key', key);
      expect(exitCode).toBe(1);
      expect(out.split('\n').filter((line) => line.startsWith('yes'))).toEqual([]);
      expect(out).toContain('x⟨U+000A⟩yes: nothing speaks against it⟨U+001B⟩[2J⟨U+202E⟩⟨U+009B⟩');
      expect(out).toMatch(/^[\n\P{C}]*$/u);
      const { out: json } = await run('verify', path, '--public-key', key, '--json');
      expect(json).toMatch(/^[\n\P{C}]*$/u);
      expect(JSON.parse(json).findings).toContainEqual(expect.objectContaining({ place }));
    }
  });

  test('prints one line for what is said in a record and in a key', async () => {
    const author = await signed(releases.second, releases.signer, ({ predicate }) => {
      predicate.outcome.because = SPOOF;
      predicate.commit.id = SPOOF;
    });
    const { out } = await run('verify', await written(join(directory, 'said'), author), '--public-key', key);
    expect(out.split('\n').filter((line) => line.startsWith('yes'))).toEqual([`yes: ${join(directory, 'said')}`]);
    expect(out).not.toContain('\u001b');
    const lying = join(directory, 'lying.pem');
    writeFileSync(lying, SPOOF);
    const { exitCode, error } = await run('verify', bundle, '--public-key', lying);
    expect([exitCode, error]).toEqual([2, expect.stringContaining('x⟨U+000A⟩yes')]);
  });

  test('is a wrong request where a pipe lies in the place of a bundle or a key', async () => {
    const pipe = join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(await run('verify', pipe, '--public-key', key)).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining('is neither a directory nor a file'),
    });
    expect(await run('verify', bundle, '--public-key', pipe)).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining('must hold a public key in PEM'),
    });
  });

  test('fails a zip file that is cut off', async () => {
    const half = join(directory, 'half.zip');
    writeFileSync(half, 'PK');
    const { exitCode, out } = await run('verify', half, '--public-key', key);
    expect([exitCode, out]).toEqual([1, expect.stringContaining('it cannot be read as a zip file')]);
  });
});
