import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { allPassed, type ValidationReport } from '../../lib/contract/validation-report';
import type { Summary } from '../../lib/rehearsal/record/summary';
import { readSession } from '../../lib/rehearsal/session/session';
import { CONFIG_FILE } from '../_helpers/pin-configuration';
import { type App, type Ended, run, thisRepository } from '../rehearsal/_helpers/app';
import { checkLess, editFile, MINUTES, statuses, story } from '../rehearsal/_helpers/this-repository';

const SECOND = 'claims';
const TOOLS = '111122223333';

/** This repository with plausible accounts; `npm run real-accounts` runs the checks of a build. */
const checkedElsewhere = (): App => {
  const app = thisRepository('plausible-config');
  checkLess(app);
  return app;
};

/** Another application is released into the very accounts and regions of the first, by a pipeline of its own. */
describe('two applications in the same accounts', () => {
  let app: App;
  const ended: Ended[] = [];

  const asRoot = (account: string): Readonly<Record<string, string>> => {
    const session = readSession(join(app.directory, '.rehearsal'));
    if (session === undefined) throw new Error('no emulator was kept');
    const { endpoint, secret } = session;
    return { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: account, AWS_SECRET_ACCESS_KEY: secret };
  };

  beforeAll(async () => {
    app = checkedElsewhere();
    ended.push(await app.delivery(['rehearse', '--keep', '--json']));
    const another = checkedElsewhere();
    editFile(another, CONFIG_FILE, (text) => text.replace("'zero-trust-delivery'", `'${SECOND}'`));
    another.commit(`Call the application ${SECOND}`);
    ended.push(await another.delivery(['rehearse', '--json'], undefined, asRoot(TOOLS)));
  }, 90 * MINUTES);
  afterAll(async () => {
    await app.delivery(['down']);
  });

  test.each([
    ['the first', 0],
    ['the second', 1],
  ] as const)('%s is released whole', (_, index) => {
    const one = ended[index];
    if (one?.exitCode !== 0) throw new Error(one && story(one));
    const summary: Summary = JSON.parse(one.stdout);
    expect(statuses(summary)).toEqual(
      ['Source', 'Build', 'UpdatePipeline', 'Assets', 'dev', 'live'].map((name) => `${name} Succeeded`),
    );
    for (const { validation } of summary.targets) {
      expect([validation?.fail, validation?.cannotTell]).toEqual([0, 0]);
      expect(validation?.pass).toBeGreaterThan(10);
    }
  });

  test.each([
    ['dev', '444455556666'],
    ['live', '777788889999'],
  ])('the first is still what was promised in %s', async (environment, account) => {
    const command = [join(app.directory, 'bin/delivery'), 'validate', '--environment', environment, '--json'];
    const asked = await run(process.execPath, command, undefined, asRoot(account));
    if (asked.exitCode !== 0) throw new Error(story(asked));
    const reports: readonly ValidationReport[] = JSON.parse(asked.stdout);
    expect(reports.map(({ summary }) => allPassed(summary))).toEqual([true]);
  });

  test('both stand in the same accounts and regions, under names of their own', () => {
    const [first, second] = ended.map(({ stdout }): Summary => JSON.parse(stdout));
    const places = (summary: Summary | undefined) =>
      summary?.targets.map(({ account, region }) => `${account} ${region}`);
    expect(places(second)).toEqual(places(first));
    const names = (summary: Summary | undefined) =>
      summary?.targets.flatMap(({ stacks }) => stacks.map(({ stackName }) => stackName));
    expect(names(first)).toEqual(['data-dev', 'validation-access-dev', 'data-live', 'validation-access-live']);
    expect(names(second)).toEqual(names(first)?.map((name) => name.replace(/-(dev|live)$/, `-${SECOND}--$1`)));
  });
});
