import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Summary } from '../../lib/rehearsal/record/summary';
import { type App, type Ended, run, thisRepository } from '../rehearsal/_helpers/app';
import { checkLess, MINUTES, statuses, story } from '../rehearsal/_helpers/this-repository';
import { type Running, runEmulator } from '../rehearsal/emulator/running-emulator';

const TOOLS = '111122223333';
const ACCOUNTS = [TOOLS, '444455556666', '777788889999'];

/**
 * What `bin/delivery bootstrap` makes is enough for a whole release, with everything judged. The rehearsal's own `cdk bootstrap`
 * finds another variant than its own there, and leaves it as it is.
 */
describe('a release to accounts that bin/delivery bootstrap has made ready', () => {
  let running: Running;
  let app: App;
  let rehearsed: Ended;

  const variables = (account: string): Readonly<Record<string, string>> =>
    running.emulator.environment(account, 'eu-west-1');
  const bootstrap = (what: string): Promise<Ended> => {
    const profiles = ACCOUNTS.flatMap((account) => ['--profile', `${account}=${account}`]);
    const AWS_SHARED_CREDENTIALS_FILE = join(running.directory, 'credentials');
    const env = { AWS_ENDPOINT_URL: running.emulator.endpoint, AWS_SHARED_CREDENTIALS_FILE };
    return run(process.execPath, [join(app.directory, 'bin/delivery'), 'bootstrap', what, ...profiles], undefined, env);
  };

  beforeAll(async () => {
    running = await runEmulator();
    const profiles = ACCOUNTS.map(
      (account) => `[${account}]\naws_access_key_id = ${account}\naws_secret_access_key = ${running.emulator.secret}\n`,
    );
    writeFileSync(join(running.directory, 'credentials'), profiles.join(''));
    app = thisRepository('plausible-config');
    checkLess(app);
    for (const step of [() => run('npm', ['--prefix', app.directory, 'run', 'synth']), () => bootstrap('--execute')]) {
      const ended = await step();
      if (ended.exitCode !== 0) throw new Error(story(ended));
    }
    rehearsed = await app.delivery(['rehearse', '--json'], undefined, variables(TOOLS));
  }, 90 * MINUTES);
  afterAll(() => running.end());

  test('deploys and validates every environment', () => {
    if (rehearsed.exitCode !== 0) throw new Error(story(rehearsed));
    const summary: Summary = JSON.parse(rehearsed.stdout);
    expect(statuses(summary)).toEqual(
      ['Source', 'Build', 'UpdatePipeline', 'Assets', 'dev', 'live'].map((name) => `${name} Succeeded`),
    );
    for (const { validation } of summary.targets) {
      expect([validation?.fail, validation?.cannotTell]).toEqual([0, 0]);
    }
  });

  test('leaves the bootstrap as it was made', async () => {
    const ended = await bootstrap('--plan');
    expect(ended.stdout).toContain('4 places: nothing to change');
    expect(ended.exitCode).toBe(0);
  });
});
