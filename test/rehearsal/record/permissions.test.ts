import { describe, expect, test } from '@jest/globals';
import { refusals, wouldHaveBeenRefused } from '../../../lib/rehearsal/console/refusals';
import { theme } from '../../../lib/rehearsal/console/theme';
import { judgedPermissions } from '../../../lib/rehearsal/record/permissions';
import { ACTIONS, at, ended, stageEvents, started, summaryOf } from '../_helpers/events';

const PLAIN = theme(false);
const summary = summaryOf([
  started,
  ...stageEvents(ACTIONS.source, 1, 5, 'Succeeded'),
  ...stageEvents(ACTIONS.build, 5, 20, 'Succeeded'),
  ...stageEvents(ACTIONS.deploy, 10, 30, 'Succeeded'),
  ended(40, 'Succeeded'),
]);

const ROLE = 'arn:aws:iam::1:role/Reader';
const refused = (first: number, origin: string, count = 1) => ({
  identity: ROLE,
  session: 'arn:aws:sts::1:assumed-role/Reader/x',
  origin,
  operation: 's3:GET',
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::things/a',
  because: 'because no identity-based policy allows the s3:GetObject action',
  first: at(first),
  last: at(first),
  count,
});
const BUILD = 'arn:aws:sts::1:assumed-role/Project/AWSCodeBuild-1';
const report = (mode: string, ...calls: readonly ReturnType<typeof refused>[]) => ({
  mode,
  calls: 7,
  refused: calls,
  notJudged: [],
  identities: [],
});
const actionsOf = (...calls: readonly ReturnType<typeof refused>[]) =>
  judgedPermissions(report('report', ...calls), 'report', summary).refused.map(({ actions }) => actions);

describe('the record of permissions', () => {
  test('says in which action of the pipeline a call was refused: by the time, and by the role that began', () => {
    expect(
      actionsOf(
        refused(15, BUILD),
        refused(15, 'arn:aws:sts::1:assumed-role/Deploy/execution'),
        refused(15, 'arn:aws:sts::1:assumed-role/function/function'),
        refused(35, BUILD),
      ),
    ).toEqual([['Build · Synth'], ['dev · Deploy'], ['Build · Synth', 'dev · Deploy'], []]);
  });

  test.each([
    ['it was not asked for', undefined, 'off' as const],
    ['the endpoint judges none', undefined, 'report' as const],
  ])('says that nothing was judged, because %s', (because, given, wanted) => {
    const permissions = judgedPermissions(given, wanted, summary);
    expect(permissions).toMatchObject({ schema: 1, mode: 'off', because, calls: 0, refused: [] });
    expect(refusals(permissions, PLAIN)).toEqual([`  no policies of roles and users were judged: ${because}`]);
    expect(wouldHaveBeenRefused(permissions)).toBe(0);
  });

  test('fails for a report of another shape', () => {
    expect(() => judgedPermissions({ mode: 'report' }, 'report', summary)).toThrow('calls');
  });
});

describe('the end of a rehearsal', () => {
  test('lists what AWS would have refused, and says as the last line how many calls', () => {
    const permissions = judgedPermissions(report('report', refused(15, BUILD, 3)), 'report', summary);
    expect(refusals(permissions, PLAIN)).toEqual([
      '  s3:GetObject arn:aws:s3:::things/a (3 times)',
      `    Build · Synth, as ${ROLE}: because no identity-based policy allows the s3:GetObject action`,
      '  3 calls would have been refused on AWS',
    ]);
    expect(wouldHaveBeenRefused(permissions)).toBe(3);
  });

  test('says what was refused where it was refused, which is no second no', () => {
    const permissions = judgedPermissions(report('enforce', refused(35, BUILD)), 'enforce', summary);
    expect(refusals(permissions, PLAIN)).toEqual([
      '  s3:GetObject arn:aws:s3:::things/a',
      `    outside the pipeline, as ${ROLE}: because no identity-based policy allows the s3:GetObject action`,
      '  1 call refused, as on AWS',
    ]);
    expect(wouldHaveBeenRefused(permissions)).toBe(0);
  });

  test('counts what was not judged apart', () => {
    const missed = { operation: 'x:Y', identity: ROLE, because: 'no row says what it needs', count: 2 };
    const permissions = judgedPermissions({ ...report('enforce'), notJudged: [missed] }, 'enforce', summary);
    expect(refusals(permissions, PLAIN)).toEqual(['  2 calls not judged (bin/delivery permissions names them)']);
  });
});
