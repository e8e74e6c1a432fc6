import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { exitCodeOf, explain } from '../../bin/commands/failure';
import { addPermissions } from '../../bin/commands/permissions';
import type { Shell } from '../../bin/commands/shell';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';

const run = (...args: string[]) => runIn(process.cwd(), ...args);

const runIn = async (root: string, ...args: string[]) => {
  let [out, exitCode] = ['', 0];
  const write = (text: string): boolean => {
    out += text;
    return true;
  };
  const stdout = { write } as NodeJS.WriteStream;
  const shell: Shell = { root, argv: [], env: {}, stdin: process.stdin, stdout, stderr: stdout };
  const program = new Command().exitOverride();
  addPermissions(program, shell, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(['node', 'delivery', 'permissions', ...args]);
    return { exitCode, out, error: '' };
  } catch (error) {
    return { exitCode: exitCodeOf(error), out, error: explain(error, false) };
  }
};

const appWith = (document: string | undefined): string => {
  const app = temporaryDirectory();
  const record = join(app, '.rehearsal', 'one');
  mkdirSync(record, { recursive: true });
  symlinkSync('one', join(app, '.rehearsal', 'latest'));
  if (document !== undefined) writeFileSync(join(record, 'permissions.json'), document);
  return app;
};

const reader = 'arn:aws:iam::1:role/path/Reader';
const writer = 'arn:aws:iam::1:role/Writer';
const used = [{ action: 's3:GetObject', resource: 'arn:aws:s3:::things/a', count: 2 }];
const statements = [
  { policy: 'p', statement: 'Read', effect: 'Allow', neverUsed: ['s3:ListBucket'], refusedWithout: ['s3:GetObject'] },
];
const record = {
  schema: 1,
  mode: 'enforce',
  calls: 2,
  refused: [],
  notJudged: [{ operation: 'x:Y', identity: writer, because: 'no row says what it needs', count: 1 }],
  identities: [
    { arn: reader, used, statements },
    { arn: writer, used: [], statements: [] },
  ],
};
const call = {
  identity: writer,
  session: 's',
  origin: 's',
  operation: 's3:PUT',
  action: 's3:PutObject',
  resource: 'arn:aws:s3:::things/a',
  because: 'because no identity-based policy allows the s3:PutObject action',
  first: '2026-01-02T03:04:05.000Z',
  last: '2026-01-02T03:04:05.000Z',
  count: 1,
  actions: ['Build · Synth'],
};

describe('permissions', () => {
  test('says per role what it used and never used, and what was not judged', async () => {
    const { exitCode, out } = await run('--app', appWith(JSON.stringify(record)));
    expect(exitCode).toBe(0);
    expect(out).toBe(`enforce: 2 calls judged

${reader}
  used        s3:GetObject
  never used  s3:ListBucket (Read of p)
not judged x:Y of ${writer} (1 times): no row says what it needs
  1 call not judged (bin/delivery permissions names them)
`);
  });

  test('says why what is never used stays, of roles of its own app and of nobody else', async () => {
    const path = 'Delivery/Reader/Role/Resource';
    const neverUsed = ['kms:Verify', 's3:DeleteObject'];
    const listed = [{ policy: 'p', statement: 4, effect: 'Allow', neverUsed, refusedWithout: [] }];
    const identities = [{ arn: reader, path, used: [], statements: listed }];
    const app = appWith(JSON.stringify({ ...record, notJudged: [], identities }));
    expect((await runIn(app, '--app', app)).out).toContain(`
  used        nothing
  justified   kms:Verify (4 of p): auditors are people: they read the evidence of all releases and verify its signatures (docs/evidence.md)
  never used  s3:DeleteObject (4 of p)
`);
    expect((await run('--app', app)).out).toContain('  never used  kms:Verify, s3:DeleteObject (4 of p)\n');
  });

  test('answers no where something was refused, and shows one role alone', async () => {
    const app = appWith(JSON.stringify({ ...record, refused: [call] }));
    const all = await run('--app', app);
    expect([all.exitCode, all.out.includes('s3:PutObject')]).toEqual([1, true]);
    const one = await run('--app', app, '--role', 'Reader', '--json');
    expect(one.exitCode).toBe(0);
    expect(JSON.parse(one.out)).toMatchObject({ identities: [{ arn: reader }], refused: [], notJudged: [] });
  });

  test('fails for a role that was not there, naming those that were', async () => {
    const { exitCode, error } = await run('--app', appWith(JSON.stringify(record)), '--role', 'Nobody');
    expect([exitCode, error]).toEqual([
      2,
      '--role Nobody: the newest rehearsal had no such role or user; it had Reader, Writer',
    ]);
  });

  test.each([
    ['there is none', undefined, 'is not there: the newest rehearsal has not come to its end'],
    ['it is no JSON', '{', 'is not JSON'],
    ['it has another shape', '{"schema":2}', 'is no record of permissions of this version'],
  ])('fails where %s', async (_what, document, said) => {
    const { exitCode, error } = await run('--app', appWith(document));
    expect([exitCode, error.includes(said)]).toEqual([2, true]);
  });

  test('fails for a directory that is not there', async () => {
    expect(await run('--app', '/nowhere/at/all')).toMatchObject({
      exitCode: 2,
      error: '--app /nowhere/at/all: there is no such directory',
    });
  });
});
