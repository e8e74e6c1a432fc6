import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect } from '@jest/globals';
import { buildSync } from 'esbuild';
import { anotherUser, asAnotherUser, testWith } from '../_helpers/needs';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';

/** Lists a bundle and reads all of it, as whoever runs it may. */
const PROGRAM = `
import { readBundle } from './lib/evidence/bundle/read-bundle';
const spoken = async (path) => {
  const { files, problems } = await readBundle(path);
  const said = problems.map(({ place, because }) => [place, because]);
  for (const [name, file] of files) {
    try {
      for await (const piece of file.open()) piece.length;
    } catch (error) {
      said.push([name, error.message]);
    }
  }
  return said;
};
spoken(process.argv[2]).catch((error) => [[error.name, error.message]]).then((said) => console.log(JSON.stringify(said)));
`;

describe('a bundle of which whoever checks it may not read everything', () => {
  let directory: string;
  const spoken = (name: string): unknown => {
    const argv = asAnotherUser([process.execPath, join(directory, 'program.cjs'), join(directory, name)]);
    const { stdout, stderr } = spawnSync(argv[0], argv.slice(1), { encoding: 'utf8', cwd: '/' });
    return stderr === '' ? JSON.parse(stdout) : stderr;
  };

  beforeAll(() => {
    directory = temporaryDirectory();
    chmodSync(directory, 0o755);
    const stdin = { contents: PROGRAM, resolveDir: process.cwd(), loader: 'ts' } as const;
    buildSync({ stdin, bundle: true, platform: 'node', outfile: join(directory, 'program.cjs'), logLevel: 'error' });
    for (const name of ['bundle/closed', 'bundle/open', 'hidden/bundle']) {
      mkdirSync(join(directory, name), { recursive: true });
    }
    for (const name of ['bundle/open/secret', 'bundle/open/public', 'bundle/closed/one', 'bundle.zip']) {
      writeFileSync(join(directory, name), 'one');
    }
    for (const name of ['bundle/open/secret', 'bundle/closed', 'bundle.zip', 'hidden']) {
      chmodSync(join(directory, name), 0o700);
    }
  });

  testWith(anotherUser, 'says which file and which directory', () => {
    expect(spoken('bundle')).toEqual([
      ['closed', expect.stringContaining('it cannot be read: EACCES: permission denied')],
      ['open/secret', expect.stringContaining('EACCES: permission denied')],
    ]);
  });

  testWith(anotherUser, 'says so of a zip file, and of a place that cannot be looked at', () => {
    expect(spoken('bundle.zip')).toEqual([[join(directory, 'bundle.zip'), expect.stringContaining('EACCES')]]);
    expect(spoken('hidden/bundle')).toEqual([['UserError', expect.stringContaining('cannot be looked at: EACCES')]]);
  });
});
