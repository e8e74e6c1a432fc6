import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { writeBundle } from '../../lib/evidence/bundle/write-bundle';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';
import { localSigner } from './_helpers/local-signer';
import { type Releases, twoReleases } from './_helpers/releases';
import { signed } from './_helpers/tamper';
import { turnedOver } from './_helpers/turned-over';
import { writtenIn } from './_helpers/written';

/** The commands of docs/evidence.md that need no AWS, by the number of their step. */
const STEPS: ReadonlyMap<number, string> = new Map(
  [...readFileSync('docs/evidence.md', 'utf8').matchAll(/\*\*(\d)\. .*?\n\n?```sh\n(.*?)```/gs)].map(
    ([, number, commands]) => [Number(number), commands ?? ''],
  ),
);

/** Exit code of each of these steps, as a shell gives it that stops at the first command that fails. */
const follow = (directory: string, steps: readonly number[]): readonly (number | null)[] =>
  steps.map((step) => {
    const commands = STEPS.get(step) ?? 'exit 127';
    return spawnSync('bash', ['-euo', 'pipefail', '-c', commands], { cwd: directory, stdio: 'ignore' }).status;
  });

describe('an auditor with openssl, jq and sha256sum', () => {
  let releases: Releases;
  let directory: string;
  beforeAll(async () => {
    releases = await twoReleases();
  });
  beforeEach(async () => {
    directory = temporaryDirectory();
    await writtenIn(directory, releases);
  });

  test('finds six steps in the documentation, and each succeeds on a bundle that nobody touched', () => {
    expect([...STEPS.keys()]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(follow(directory, [1, 2, 3, 4, 5, 6])).toEqual([0, 0, 0, 0, 0, 0]);
  });

  const inBundle = (name: string) => join(directory, 'bundle', name);
  const TEMPLATE = 'build/templates/data-dev.template.json';

  test.each<readonly [number, string, () => void | Promise<void>]>([
    [
      1,
      'it was signed with another key',
      async () => {
        rmSync(join(directory, 'bundle'), { recursive: true });
        await writeBundle(join(directory, 'bundle'), (await signed(releases.second, localSigner())).contents);
      },
    ],
    [
      1,
      'the statement was changed',
      () => {
        const envelope = JSON.parse(readFileSync(inBundle('statement.dsse.json'), 'utf8'));
        const payload = Buffer.from(envelope.payload, 'base64').toString().replace('four eyes', 'two eyes');
        writeFileSync(
          inBundle('statement.dsse.json'),
          JSON.stringify({ ...envelope, payload: Buffer.from(payload).toString('base64') }),
        );
      },
    ],
    [
      1,
      'the signature was turned over',
      () => {
        const envelope = JSON.parse(readFileSync(inBundle('statement.dsse.json'), 'utf8'));
        const [{ keyid, sig }] = envelope.signatures;
        const other = turnedOver(Buffer.from(sig, 'base64')).toString('base64');
        writeFileSync(
          inBundle('statement.dsse.json'),
          JSON.stringify({ ...envelope, signatures: [{ keyid, sig: other }] }),
        );
      },
    ],
    [2, 'a part was changed', () => writeFileSync(inBundle(TEMPLATE), '{}')],
    [2, 'a part is missing', () => rmSync(inBundle('build/source.zip'))],
    [3, 'a file was added', () => writeFileSync(inBundle('prod/waiver.txt'), 'all good')],
    [3, 'a part was renamed', () => renameSync(inBundle('build/source.zip'), inBundle('build/sauce.zip'))],
    [4, 'a template was not judged', () => writeFileSync(inBundle(TEMPLATE), '{}')],
    [5, 'the release before is another one', () => writeFileSync(join(directory, 'before/statement.dsse.json'), '{}')],
  ])('is told by step %i that %s', async (step, _, tamper) => {
    await tamper();
    expect(follow(directory, [1, step]).at(-1)).toBe(1);
  });
});
