import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { addEvidence } from '../../bin/commands/evidence';
import { reportEvidence } from '../../bin/commands/evidence-report';
import type { Shell } from '../../bin/commands/shell';
import { pinConfiguration } from '../_helpers/pin-configuration';
import { localSigner } from '../evidence/_helpers/local-signer';
import { MemoryStore } from '../evidence/_helpers/memory-store';
import { closed } from '../evidence/_helpers/releases';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';
import { commandLine } from './_helpers/command-line';

/** How the report of a bucket ends, and what it prints. */
const reported = async (store: MemoryStore, output: string, json = false) => {
  const texts: string[] = [];
  const stdout = { write: (more: string) => texts.push(more) > 0 } as NodeJS.WriteStream;
  const exitCode = await reportEvidence(store, 'delivery', { output, json, last: 10 }, { stdout } as Shell);
  return { exitCode, text: texts.join('') };
};

test('evidence report writes one page and one JSON document, and prints what they say', async () => {
  const store = new MemoryStore();
  const directory = temporaryDirectory();
  expect(await reported(store, directory)).toMatchObject({
    exitCode: 0,
    text: expect.stringContaining('no release is closed yet'),
  });
  await closed(store, localSigner(), '10000000-0000-4000-8000-000000000000', 'Rejected');
  const { exitCode, text } = await reported(store, directory);
  expect(text).toMatch(/^1 +Rejected +prod: Rejected by grace +1 +dev: yes$/m);
  expect(text).toMatch(/^against it: release 1: keys\/\S+ is not published: /m);
  expect(exitCode).toBe(1);
  const written = readFileSync(join(directory, 'report.json'), 'utf8');
  expect(JSON.parse(written)).toMatchObject({ schema: 1, releases: [{ outcome: 'Rejected' }] });
  expect(readFileSync(join(directory, 'report.html'), 'utf8')).toContain('Release 1: Rejected');
  expect((await reported(store, directory, true)).text).toBe(written);
});

test.each(['0', '-1', '1.5', 'all', '201'])('evidence report --last %s is a wrong request', async (last) => {
  const root = temporaryDirectory();
  pinConfiguration(root);
  // It is said before any account is asked, and whether there are any.
  const evidence = commandLine(addEvidence, root, {});
  expect(await evidence('evidence', 'report', `--last=${last}`)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining(`--last must be a number of releases from 1 to 200, got "${last}"`),
  });
});

test('evidence report --output of a file is a wrong request, and leaves the file alone', async () => {
  const file = join(temporaryDirectory(), 'notes');
  writeFileSync(file, 'mine');
  await expect(reported(new MemoryStore(), file)).rejects.toMatchObject({
    exitCode: 2,
    message: `--output ${file} is no directory: name one, existing or not`,
  });
  expect(readFileSync(file, 'utf8')).toBe('mine');
});
