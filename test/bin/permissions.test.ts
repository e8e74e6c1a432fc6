import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { exitCodeOf, explain } from '../../bin/commands/failure';
import { addPermissions } from '../../bin/commands/permissions';
import { projectIn, type Shell } from '../../bin/commands/shell';
import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';

const run = (...args: string[]) => runIn(process.cwd(), ...args);

const runIn = async (root: string, ...args: string[]) => {
  let [out, exitCode] = ['', 0];
  const write = (text: string): boolean => {
    out += text;
    return true;
  };
  const stdout = { write } as NodeJS.WriteStream;
  const shell: Shell = { ...projectIn(root), argv: [], env: {}, stdin: process.stdin, stdout, stderr: stdout };
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

const assembly = (template: object, environment = 'aws://111111111111/eu-west-1'): string => {
  const directory = temporaryDirectory();
  const properties = { templateFile: 'data.template.json', stackName: 'data' };
  const artifacts = { data: { type: 'aws:cloudformation:stack', environment, properties } };
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify({ version: '1', artifacts }));
  writeFileSync(join(directory, 'data.template.json'), JSON.stringify(template));
  return directory;
};

describe('delivery permissions --execution-policy', () => {
  const jobs = { Resources: { Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } } } };
  const policy = (directory: string, ...args: string[]) => run('--execution-policy', '--assembly', directory, ...args);

  test('says what the execution role of each account and region may do, on what, why, and who says so', async () => {
    const { exitCode, out } = await policy(assembly(jobs));
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^aws:\/\/111111111111\/eu-west-1: 1 managed policy for data$/m);
    expect(out).toContain('SqsQueue  documented');
    expect(out).toContain('on       arn:aws:sqs:eu-west-1:111111111111:jobs');
    expect(out).toMatch(/source {3}https:\/\//);
    expect(out).toContain('because  AWS asks for these actions without a resource');
  });

  test('writes documents as IAM takes them, and the reasons beside them', async () => {
    const output = join(temporaryDirectory(), 'new');
    expect((await policy(assembly(jobs), '--output', output)).exitCode).toBe(0);
    const directory = join(output, '111111111111-eu-west-1');
    const document = JSON.parse(readFileSync(join(directory, 'delivery-execution-eu-west-1-1.json'), 'utf8'));
    expect(document.Version).toBe('2012-10-17');
    expect(Object.keys(document.Statement[0])).toEqual(['Sid', 'Effect', 'Action', 'Resource']);
    expect(readFileSync(join(directory, 'reasons.txt'), 'utf8')).toContain('SqsQueue  documented');
  });

  test('names them as another application of the account would', async () => {
    expect((await policy(assembly(jobs), '--name', 'records')).out).toContain('records-eu-west-1-1  ');
  });

  test('prints one JSON document', async () => {
    const { out } = await policy(assembly(jobs), '--json');
    const { schema, environments } = JSON.parse(out);
    expect([schema, environments.length, environments[0].policies[0].statements[0].sid]).toEqual([1, 1, 'SqsQueue']);
  });

  test.each([
    ['a directory that is no assembly', () => policy(temporaryDirectory()), 'is no cloud assembly'],
    [
      'a type without a row',
      () => policy(assembly({ Resources: { B: { Type: 'AWS::Batch::JobQueue' } } })),
      'has no row',
    ],
    [
      'a stack without an account',
      () => policy(assembly(jobs, 'aws://unknown-account/unknown-region')),
      'says no account',
    ],
    ['a role beside it', () => policy(assembly(jobs), '--role', 'Reader'), 'does not go with --execution-policy'],
    [
      'a name that IAM would not take',
      () => policy(assembly(jobs), '--name', 'a b'),
      'names of policies have up to 100',
    ],
    ['what goes with it, without it', () => run('--output', 'x'), 'go with --execution-policy, which is not there'],
  ])('fails %s', async (_what, attempt, why) => {
    const { exitCode, error, out } = await attempt();
    expect([exitCode, out]).toEqual([2, '']);
    expect(error).toContain(why);
  });
});
