import { expect, test } from '@jest/globals';
import { JUSTIFIED_PERMISSIONS } from '../../../bin/justified-permissions';
import type { Summary } from '../../../lib/rehearsal/record/summary';
import { judgedStatements } from '../_helpers/judged-statements';
import { permissionsOf } from '../_helpers/this-repository';

/** What has to be true of the permissions of a release of this repository, with permissions enforced. */
export const permissionsOfARelease = (release: () => { readonly app: string; readonly summary: Summary }): void => {
  test('the first is refused nothing by the policies of its roles, and nothing of it goes unjudged', () => {
    const { app, summary } = release();
    const { mode, calls, refused, notJudged } = permissionsOf(app, summary);
    expect([mode, refused, notJudged]).toEqual(['enforce', [], []]);
    expect(calls).toBeGreaterThan(500);
  });

  test('no statement of the first is unneeded that nobody justifies, and no justification is idle', async () => {
    const { app, summary } = release();
    const judged = await judgedStatements(app, summary);
    expect(judged(JUSTIFIED_PERMISSIONS)).toMatchObject({ unneeded: [], idle: [] });
    expect(judged(JUSTIFIED_PERMISSIONS).needed.length).toBeGreaterThan(100);
    const [left, ...others] = JUSTIFIED_PERMISSIONS;
    const without = judged(others).unneeded.map(({ action }) => action);
    expect([...new Set(without)].toSorted()).toEqual(left?.actions.toSorted());
  });
};
