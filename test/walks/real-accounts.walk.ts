import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Summary } from '../../lib/rehearsal/record/summary';
import { type App, type Ended, thisRepository } from '../rehearsal/_helpers/app';
import { MINUTES, statuses, story } from '../rehearsal/_helpers/this-repository';

/** This repository as somebody has it who has written his own accounts, regions and environments into its configuration. */
describe('a release to plausible accounts', () => {
  let app: App;
  let ended: Ended;
  beforeAll(async () => {
    app = thisRepository('plausible-config');
    ended = await app.delivery(['rehearse', '--json']);
  }, 90 * MINUTES);
  afterAll(async () => {
    await app.delivery(['down']);
  });

  test('is synthesized, passes the gate and `npm run check`, and deploys and validates every environment', () => {
    if (ended.exitCode !== 0) throw new Error(story(ended));
    const summary: Summary = JSON.parse(ended.stdout);
    expect(statuses(summary)).toEqual(
      ['Source', 'Build', 'UpdatePipeline', 'Assets', 'dev', 'live'].map((name) => `${name} Succeeded`),
    );
    const places = summary.targets.map(({ environment, account, region }) => `${environment} ${account} ${region}`);
    expect(places).toEqual(['dev 444455556666 eu-west-1', 'live 777788889999 eu-central-1']);
    for (const { validation } of summary.targets) {
      expect([validation?.fail, validation?.cannotTell]).toEqual([0, 0]);
      expect(validation?.pass).toBeGreaterThan(10);
    }
  });
});
