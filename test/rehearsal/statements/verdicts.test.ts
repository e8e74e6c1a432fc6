import { describe, expect, test } from '@jest/globals';
import type { JudgedStatement, Need } from '../../../lib/rehearsal/statements/judge-again';
import { linesOf } from '../../../lib/rehearsal/statements/lines';
import { placesIn, verdictsOf } from '../../../lib/rehearsal/statements/verdicts';
import { ACTIONS, at, ended, stageEvents, started, summaryOf } from '../_helpers/events';

const ROLE = 'arn:aws:iam::1:role/Reader';
const POLICY = 'arn:aws:iam::1:policy/ReadThings';
const places = {
  [ROLE]: { stack: 'App', logicalId: 'Role1', path: 'App/Reader/Role/Resource' },
  'arn:aws:iam::1:role/bootstrap': { stack: 'CDKToolkit', logicalId: 'R', path: 'CDKToolkit/R' },
};
const summary = summaryOf([started, ...stageEvents(ACTIONS.build, 5, 20, 'Succeeded'), ended(40, 'Succeeded')]);

const need = (more: Partial<Need> = {}): Need => ({
  sure: true,
  because: 'because no identity-based policy allows the s3:GetObject action',
  identity: ROLE,
  session: 'arn:aws:sts::1:assumed-role/Reader/AWSCodeBuild-1',
  origin: 'arn:aws:sts::1:assumed-role/Reader/AWSCodeBuild-1',
  operation: 's3:GET',
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::things/a',
  first: at(10),
  ...more,
});

const statement = (more: Partial<JudgedStatement> = {}): JudgedStatement => ({
  kind: 'identity',
  of: [ROLE],
  policy: POLICY,
  statement: 'Read',
  number: 1,
  effect: 'Allow',
  neededBy: [need()],
  actions: [
    { action: 's3:GetObject', neededBy: [need(), need({ first: at(15) })] },
    { action: 's3:ListBucket', neededBy: [] },
  ],
  ...more,
});

const entry = { holder: 'App/*/Role', because: 'people list it', source: 'https://example.com' };
const said = (justified: Parameters<typeof verdictsOf>[3], all = false, ...statements: readonly JudgedStatement[]) =>
  linesOf(verdictsOf(statements.length > 0 ? statements : [statement()], places, summary, justified), all);

describe('what is known of statements', () => {
  test('an action that no request is refused without is unneeded', () => {
    expect(said([])).toEqual([
      'unneeded   s3:ListBucket in Read of ReadThings of App/Reader/Role: no request of the rehearsal is refused without it',
      '2 permissions: 1 needed, 0 perhaps needed, 0 justified, 1 unneeded, 0 idle justifications',
    ]);
  });

  test('one that is needed says by which request, of whom, and where in the pipeline', () => {
    expect(said([], true)[0]).toBe(
      'needed     s3:GetObject in Read of ReadThings of App/Reader/Role: s3:GetObject on arn:aws:s3:::things/a by Reader (s3:GET) in Build · Synth and 1 more',
    );
  });

  test('one that is justified says why and from where', () => {
    expect(said([{ ...entry, actions: ['s3:ListBucket'] }])).toEqual([
      'justified  s3:ListBucket in Read of ReadThings of App/Reader/Role: people list it (https://example.com)',
      '2 permissions: 1 needed, 0 perhaps needed, 1 justified, 0 unneeded, 0 idle justifications',
    ]);
  });

  test.each([
    ['of another action', { ...entry, actions: ['s3:ListBucket', 's3:List*'] }, 'App/*/Role s3:List*'],
    ['of what is needed', { ...entry, actions: ['s3:ListBucket', 's3:GetObject'] }, 'App/*/Role s3:GetObject'],
  ])('a justification %s excuses nothing', (_what, justification, idle) => {
    expect(said([justification])).toContain(`idle       ${idle}: this justification excuses nothing`);
  });

  test('a justification of what only some releases need is not idle in one that does', () => {
    const some = { ...entry, actions: ['s3:ListBucket', 's3:GetObject'], neededBySome: true as const };
    expect(said([some]).at(-1)).toContain('0 idle justifications');
    expect(said([{ ...some, actions: [...some.actions, 's3:List*'] }])).toContain(
      'idle       App/*/Role s3:List*: this justification excuses nothing',
    );
  });

  test('a justification of somebody else excuses nobody here', () => {
    const other = { ...entry, holder: 'App/*/Other', actions: ['s3:ListBucket'] };
    expect(said([other]).at(-1)).toContain('1 unneeded, 1 idle justification');
  });

  test('what AWS is not documented to ask for is neither needed nor unneeded', () => {
    const perhaps = statement({ actions: [{ action: 'kms:Decrypt', neededBy: [need({ sure: false })] }] });
    expect(said([], true, perhaps)).toEqual([
      expect.stringMatching(/^perhaps {4}kms:Decrypt in Read .*; AWS is not documented to ask for it$/),
      '1 permission: 0 needed, 1 perhaps needed, 0 justified, 0 unneeded, 0 idle justifications',
    ]);
  });

  test('a Deny, what no stack made and what the bootstrap stack made is not asked about', () => {
    const others = [
      statement({ effect: 'Deny' }),
      statement({ of: ['arn:aws:iam::1:role/nobody'] }),
      statement({ of: ['arn:aws:iam::1:role/bootstrap'] }),
    ];
    expect(said([], true, ...others)).toEqual([expect.stringMatching(/^0 permissions: /)]);
  });

  test('the places of roles are read from the record, and of no other file', () => {
    expect(placesIn(JSON.stringify({ schema: 1, places }))).toEqual(places);
    expect(() => placesIn('{"schema":2}')).toThrow('requests.json has not the shape of this version: rehearse again');
  });
});
