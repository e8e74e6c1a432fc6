import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CONFIG_FILE } from '../_helpers/pin-configuration';
import { type App, thisRepository } from '../rehearsal/_helpers/app';
import {
  checkLess,
  editFile,
  MINUTES,
  QA,
  SECOND_REGION,
  stacks,
  statuses,
  story,
} from '../rehearsal/_helpers/this-repository';

/** A release onto what an earlier one has deployed. Somebody else's small app grows so in `npm test`. */
describe('a release of this repository', () => {
  let app: App;
  beforeAll(async () => {
    app = thisRepository();
    checkLess(app);
    const first = await app.delivery(['rehearse', '--keep']);
    if (first.exitCode !== 0) throw new Error(story(first));
  }, 30 * MINUTES);
  afterAll(async () => {
    await app.delivery(['down']);
  });

  test(
    'that adds an environment and a second region restarts, deploys them and leaves the others as they are',
    async () => {
      editFile(app, CONFIG_FILE, (text) =>
        text
          .replace(/\n( *)\{\n *name: 'prod',/, (prod) => `${QA}${prod}`)
          .replace(/\n( *)\{ account: '444444444444'[^\n]*\n/, (target) => `${target}${SECOND_REGION}`),
      );
      app.commit('Add qa, and a second region to prod');
      const ended = await app.delivery(['rehearse']);
      if (ended.exitCode !== 0) throw new Error(story(ended));
      const summary = app.summary();
      expect(summary.restarts).toBe(1);
      expect(statuses(summary).slice(4)).toEqual(['dev', 'staging', 'qa', 'prod'].map((name) => `${name} Succeeded`));
      expect(stacks(summary)).toEqual(
        ['us-east-1 dev', 'us-east-1 staging', 'us-east-1 qa', 'us-east-1 prod', 'eu-west-1 prod'].flatMap((target) => {
          const [region, name] = target.split(' ');
          return [`${region} data-${name} CREATE_COMPLETE`, `${region} validation-access-${name} CREATE_COMPLETE`];
        }),
      );
      for (const { validation } of summary.targets) expect([validation?.fail, validation?.cannotTell]).toEqual([0, 0]);
      const compared = (name: string): unknown =>
        JSON.parse(readFileSync(join(app.directory, '.rehearsal', 'latest', 'review', `${name}.json`), 'utf8'))
          .baseline;
      expect(compared('staging')).toMatchObject({ kind: 'deployed', gate: true });
      expect(compared('prod-444444444444-us-east-1')).toMatchObject({ kind: 'deployed', gate: true });
      expect(compared('prod-444444444444-eu-west-1')).toMatchObject({ kind: 'nothing' });
    },
    30 * MINUTES,
  );
});
