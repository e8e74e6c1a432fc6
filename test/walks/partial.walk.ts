import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Ended } from '../rehearsal/_helpers/app';
import { type AnyApp, anyApp } from './_helpers/any-app';

/** What the emulator has not of the app, by the construct: `npm run partial-walk` goes on without it. */
const STUBBED = ['Api', 'Fleet', 'Goods/Resource', 'Search/Resource', 'Waiting/Resource', 'Saved/Resource'];

describe('a release with stubs', () => {
  let app: AnyApp;
  let ended: Ended;
  beforeAll(async () => {
    app = anyApp('limited', '', {}, { 'settings.json': '{ "partial": true }' });
    ended = await app.rehearse('--partial');
  });

  test('comes to the end that the rest of it has', () => {
    expect([ended.exitCode, app.summary().status]).toEqual([0, 'Succeeded']);
    expect(app.log('dev.Test')).toContain('tested stub-of-Api.GraphQLUrl');
  });

  test('is recorded with what was not rehearsed, and what refers to it', () => {
    const { notRehearsed = [] } = app.summary();
    expect(notRehearsed.map(({ path }) => path)).toEqual(STUBBED.map((name) => `dev/Shop/${name}`));
    expect(notRehearsed[0]).toMatchObject({
      type: 'AWS::AppSync::GraphQLApi',
      reason: 'the emulator has no such resource type',
      at: expect.stringMatching(/^app.js:\d+$/),
      dependents: ['dev/Shop/Address/Resource', 'output ApiUrl'],
    });
  });

  test('says so at its end', () => {
    for (const name of STUBBED) expect(ended.stdout).toContain(`not rehearsed: dev/Shop/${name} (`);
  });

  test('is refused without them, before anything starts', async () => {
    const { exitCode, stderr } = await app.rehearse();
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('--partial rehearses the rest, with marked stubs')]);
  });
});
