import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseReview } from '../../lib/contract/review';
import { sha256 } from '../../lib/ground/sha256';
import { readSession } from '../../lib/rehearsal/session/session';
import { type App, delivery, type Ended, thisRepository } from '../rehearsal/_helpers/app';
import { ACCOUNTS, awsAs, checkLess, MINUTES, story } from '../rehearsal/_helpers/this-repository';

/** Environments of this repository are validated again between two releases, by hand as their schedules would. */
let app: App;
const good = (ended: Ended): Ended => {
  if (ended.exitCode !== 0) throw new Error(story(ended));
  return ended;
};
const again = (environment: string) => app.delivery(['revalidate', '--environment', environment]);
const retention = (days: number): void => {
  const session = readSession(join(app.directory, '.rehearsal'));
  awsAs(ACCOUNTS.staging, session, [
    ...['logs', 'put-retention-policy', '--log-group-name', '/data/staging/trail'],
    ...['--retention-in-days', String(days)],
  ]);
};

beforeAll(async () => {
  app = thisRepository();
  checkLess(app);
  good(await app.delivery(['rehearse', '--keep', '--json']));
}, 30 * MINUTES);
afterAll(async () => {
  await app.delivery(['down']);
});

test(
  'what was changed by hand is found, fails the build, stands on the next review page, and its hash in the signed record',
  async () => {
    good(await again('dev'));
    retention(7);
    const found = await again('staging');
    expect(found.exitCode).toBe(1);
    expect(found.stdout).toMatch(/\/data\/staging\/trail\n\s+keeps its events 7 days/);
    const [, key = ''] = /kept as (revalidations\/staging\/\S+\.json)/.exec(found.stdout) ?? [];
    retention(90);
    app.write('NOTES.md', 'Nothing that is deployed.\n');
    app.commit('Change nothing that is deployed');
    good(await app.delivery(['rehearse', '--keep']));
    const record = join(app.directory, '.rehearsal', 'latest', 'evidence');
    const staging = join(record, 'staging', `${ACCOUNTS.staging}-us-east-1`);
    const read = (name: string) => JSON.parse(readFileSync(join(staging, name), 'utf8'));
    const { drift } = parseReview(read('review.json'), 'review.json');
    expect(drift?.revalidated).toMatchObject({ fail: 2, report: key });
    expect(readFileSync(join(staging, 'review.html'), 'utf8')).toMatch(/Last revalidation: .* 2 fail/);
    const [kept] = read('revalidations.json').revalidations;
    expect(kept).toMatchObject({ key, sha256: drift?.revalidated?.sha256 });
    const verified = await delivery(['evidence', 'verify', record, '--json']);
    expect(JSON.parse(verified.stdout)).toMatchObject({ verdict: 'yes' });
    const statement = JSON.parse(readFileSync(join(record, 'statement.dsse.json'), 'utf8'));
    const signed = Buffer.from(statement.payload, 'base64').toString();
    expect(signed).toContain(sha256(readFileSync(join(staging, 'revalidations.json'))));
  },
  30 * MINUTES,
);

test('an environment that the pipeline does not have is refused', async () => {
  const ended = await again('test');
  expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining('is no stage of')]);
});
