import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseValidationReport } from '../../lib/contract/validation-report';
import { readSession } from '../../lib/rehearsal/session/session';
import { CONFIG_FILE } from '../_helpers/pin-configuration';
import { type App, delivery, type Ended, thisRepository } from '../rehearsal/_helpers/app';
import {
  ACCOUNTS,
  awsAs,
  checkLess,
  editFile,
  KEY_TAKEN,
  MINUTES,
  QA,
  SECOND_REGION,
  stacks,
  statuses,
  story,
} from '../rehearsal/_helpers/this-repository';

/** Releases onto what an earlier one has deployed. Somebody else's small app grows so in `npm test`. */
describe('a release of this repository', () => {
  let app: App;
  let first: Ended;
  beforeAll(async () => {
    app = thisRepository();
    checkLess(app);
    first = await app.delivery(['rehearse', '--keep', '--json']);
    if (first.exitCode !== 0) throw new Error(story(first));
  }, 30 * MINUTES);
  afterAll(async () => {
    await app.delivery(['down']);
  });

  test(
    'without the statement for CloudWatch Logs fails in Build: rule, resource and cure are named, nothing is deployed',
    async () => {
      editFile(app, 'lib/stacks/constructs/keys.ts', (text) =>
        text.replace(/ {4}this\.addToResourcePolicy\([\s\S]*?\n {4}\);\n/, ''),
      );
      app.commit('Let nobody in');
      const ended = await app.delivery(['rehearse']);
      expect(ended.exitCode).toBe(1);
      expect(ended.stdout).toContain('ZT-06-LogsKeyLetsCloudWatchLogsIn');
      expect(ended.stdout).toContain('Make the key with LogsKey');
      expect(ended.stdout).toMatch(
        /Data\/Audit\/Logs\/Resource, lib\/stacks\/data-stack\.ts:\d+ .*, dev, prod, staging: 1 rule/,
      );
      expect(statuses(app.summary()).slice(1, 3)).toEqual(['Build Failed', 'UpdatePipeline null']);
      expect(ended.stdout).not.toMatch(/^\s+at /m);
      execFileSync('git', ['checkout', '--quiet', 'HEAD~1', '--', '.'], { cwd: app.directory });
      app.commit('Let CloudWatch Logs in again');
      const [record, before] = ['latest', JSON.parse(first.stdout).pipelineExecutionId].map((id) =>
        join(app.directory, '.rehearsal', id, 'evidence'),
      );
      const verified = await delivery(['evidence', 'verify', record ?? '', '--previous', before ?? '', '--json']);
      expect(JSON.parse(verified.stdout)).toMatchObject({
        verdict: 'yes',
        chainChecked: true,
        release: { status: 'Failed', because: expect.stringContaining('ZT-06-LogsKeyLetsCloudWatchLogsIn') },
      });
    },
    30 * MINUTES,
  );

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

  test(
    "that somebody has taken the key of dev's log group before ends in dev's validation: what, where, how to fix it; staging is not touched",
    async () => {
      const session = readSession(join(app.directory, '.rehearsal'));
      const updated = () =>
        awsAs(ACCOUNTS.staging, session, ['cloudformation', 'describe-stack-events', '--stack-name', 'data-staging']);
      const before = updated();
      awsAs(ACCOUNTS.dev, session, ['logs', 'disassociate-kms-key', '--log-group-name', KEY_TAKEN.subject]);
      const ended = await app.delivery(['rehearse']);
      if (ended.exitCode !== 1) throw new Error(story(ended));
      const summary = app.summary();
      expect(statuses(summary).slice(4)).toEqual(['dev Failed', 'staging null', 'qa null', 'prod null']);
      expect(updated()).toBe(before);
      const [dev] = summary.targets;
      const report = join(app.directory, '.rehearsal', 'latest', dev?.validation?.report ?? 'no report');
      const { results } = parseValidationReport(JSON.parse(readFileSync(report, 'utf8')));
      expect(results).toContainEqual(KEY_TAKEN);
      expect(ended.stdout).toContain('dev.Validate.log');
      const log = readFileSync(join(app.directory, '.rehearsal', 'latest', 'logs', 'dev.Validate.log'), 'utf8');
      expect(log).toMatch(/FAIL +ZT-07 +log-groups-encrypted +\/aws\/lambda\/data-processing-dev/);
    },
    30 * MINUTES,
  );
});
