import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Review } from '../../lib/contract/review';
import type { ValidationReport } from '../../lib/contract/validation-report';
import type { Summary } from '../../lib/rehearsal/record/summary';
import { readSession, type Session } from '../../lib/rehearsal/session/session';
import { type Answer, callService } from '../validation/broken/call-service';
import { type App, delivery, type Ended, run, thisRepository } from './_helpers/app';
import {
  ACCOUNTS,
  type Alias,
  awsAs,
  checkLess,
  KEY_TAKEN,
  LOGS_KEY,
  type LogGroup,
  type Owned,
  rootOf,
  statuses,
  story,
  TOOLS,
} from './_helpers/this-repository';
import { permissionsOfARelease } from './_suites/permissions-of-a-release';

/** A service, its operation, and what it is given. */
type AskedOf = Parameters<typeof callService>;

describe('a release of this repository', () => {
  let app: App;
  let first: Ended;
  let session: Session | undefined;

  /** What a service answers the root user of an account. */
  const ask = async (account: string, ...[service, operation, input]: AskedOf): Promise<Answer> =>
    callService(service, operation, input, {
      endpoint: session?.endpoint ?? 'no emulator was kept',
      region: 'us-east-1',
      credentials: { accessKeyId: account, secretAccessKey: session?.secret ?? '' },
    });

  const logGroupsOf = async (account: string, logGroupNamePrefix?: string): Promise<readonly LogGroup[]> =>
    (await ask(account, 'logs', 'DescribeLogGroups', { logGroupNamePrefix }))['logGroups'] as LogGroup[];

  /** Names of the log groups that an account's stacks made. */
  const declaredIn = async (account: string): Promise<readonly string[]> => {
    const { Stacks: stacks } = await ask(account, 'cloudformation', 'DescribeStacks', {});
    const resources = (stacks as { StackName: string }[]).map(async ({ StackName }) => {
      const listed = await ask(account, 'cloudformation', 'ListStackResources', { StackName });
      return listed['StackResourceSummaries'] as Owned[];
    });
    return (await Promise.all(resources))
      .flat()
      .flatMap(({ ResourceType: type, PhysicalResourceId: name }) => (type === 'AWS::Logs::LogGroup' ? [name] : []));
  };

  beforeAll(async () => {
    app = thisRepository();
    checkLess(app);
    first = await app.delivery(['rehearse', '--keep', '--json', '--permissions', 'enforce']);
    session = readSession(join(app.directory, '.rehearsal'));
  });

  afterAll(async () => {
    await app.delivery(['down']);
  });

  test('the first deploys and validates dev, staging and prod without a restart', () => {
    if (first.exitCode !== 0) throw new Error(story(first));
    const summary: Summary = JSON.parse(first.stdout);
    expect(statuses(summary)).toEqual(
      ['Source', 'Build', 'UpdatePipeline', 'Assets', 'dev', 'staging', 'prod'].map((name) => `${name} Succeeded`),
    );
    expect(summary.restarts).toBe(0);
    for (const { environment, validation } of summary.targets) {
      expect([environment, validation?.fail, validation?.cannotTell]).toEqual([environment, 0, 0]);
      expect(validation?.pass).toBeGreaterThan(10);
    }
  });

  permissionsOfARelease(() => ({ app: app.directory, summary: JSON.parse(first.stdout) }));

  test('the first leaves a signed record of all of it, which verifies offline, and not when a decision is changed', async () => {
    const { pipelineExecutionId, commitId }: Summary = JSON.parse(first.stdout);
    const bundle = join(app.directory, '.rehearsal', pipelineExecutionId, 'evidence');
    const verified = await delivery(['evidence', 'verify', bundle, '--json']);
    if (verified.exitCode !== 0) throw new Error(story(verified));
    const release = { number: 1, previous: null, status: 'Succeeded', commit: commitId };
    expect(JSON.parse(verified.stdout)).toMatchObject({ verdict: 'yes', findings: [], release });
    const [decision = ''] = readdirSync(join(bundle, 'prod', 'approvals'));
    const file = join(bundle, 'prod', 'approvals', decision);
    const written = readFileSync(file, 'utf8');
    expect(JSON.parse(written)).toMatchObject({
      decision: 'Approved',
      comment: 'approved by the rehearsal, not by a person',
      pipelineExecutionId,
      pages: [{ name: `prod/${ACCOUNTS.prod}-us-east-1/review.html` }],
    });
    writeFileSync(file, written.replace('not by a person', 'and by a person'));
    const changed = await delivery(['evidence', 'verify', bundle]);
    writeFileSync(file, written);
    expect([changed.exitCode, changed.stdout]).toEqual([
      1,
      expect.stringContaining(`altered       prod/approvals/${decision}: its SHA-256 is`),
    ]);
  });

  test.each([
    ['staging', 'dev'],
    ['prod', 'staging'],
  ] as const)('the approval of %s shows its own page, with what %s answered', (name, previous) => {
    const record = join(app.directory, '.rehearsal', 'latest');
    const { stages, targets }: Summary = JSON.parse(first.stdout);
    const review: Review = JSON.parse(readFileSync(join(record, 'review', `${name}.json`), 'utf8'));
    expect(review.scope).toEqual({ environment: name, account: ACCOUNTS[name], region: 'us-east-1' });
    expect(review.baseline).toMatchObject({ kind: 'nothing', unseen: true });
    const page = readFileSync(join(record, 'review', `${name}.html`), 'utf8');
    const answers = targets.find(({ environment }) => environment === previous)?.validation;
    expect(page).toContain(`${answers?.pass} pass, 0 fail, 0 cannot tell`);
    expect(page).toContain(`Answers of ${previous}`);
    const approval = stages
      .find(({ stageName }) => stageName === name)
      ?.actions.find(({ category }) => category === 'Approval');
    const log = readFileSync(join(record, approval?.log ?? 'no log'), 'utf8');
    expect(log).toContain(`It runs in ${previous}; validation: ${answers?.pass} pass, 0 fail, 0 cannot tell.`);
    expect(log).toContain(`/${name}/${ACCOUNTS[name]}-us-east-1/review.html`);
    expect(log).toMatch(/Review: compared with nothing: nothing was ever promoted there.*, 2 stacks change/);
  });

  test('people were told of both approvals, each once with its page, and of nothing else', () => {
    const mailbox = readFileSync(join(app.directory, '.rehearsal', 'latest', 'mailbox.txt'), 'utf8');
    expect(mailbox.match(/^Subject: .*$/gm)).toEqual(
      Array(2).fill('Subject: APPROVAL NEEDED: zero-trust-delivery Approve'),
    );
    for (const name of ['staging', 'prod'] as const) {
      expect(mailbox.split(`/${name}/${ACCOUNTS[name]}-us-east-1/review.html`)).toHaveLength(2);
    }
  });

  test.each(Object.entries(ACCOUNTS))('%s has its log group, encrypted, with a stream in it', async (name, account) => {
    const group = `/aws/lambda/data-processing-${name}`;
    const [described] = await logGroupsOf(account, group);
    expect(described).toMatchObject({ logGroupName: group, retentionInDays: 90 });
    expect(described?.kmsKeyId).toContain(`:${account}:key/`);
    expect((await ask(account, 'logs', 'DescribeLogStreams', { logGroupName: group }))['logStreams']).not.toEqual([]);
  });

  test.each(Object.entries({ tools: TOOLS, ...ACCOUNTS }))(
    'no log group of %s is unencrypted, kept for another time than 90 days, or undeclared',
    async (_, account) => {
      const logGroups = await logGroupsOf(account);
      const { Aliases: aliases } = await ask(account, 'kms', 'ListAliases', {});
      const [logsKey] = (aliases as Alias[]).filter(({ AliasName: alias }) => LOGS_KEY.test(alias));
      expect(logGroups.length).toBeGreaterThan(0);
      for (const { logGroupName, kmsKeyId = 'no key', retentionInDays } of logGroups) {
        expect([logGroupName, kmsKeyId.split('/').at(-1), retentionInDays]).toEqual([
          logGroupName,
          logsKey?.TargetKeyId,
          90,
        ]);
      }
      const declared = await declaredIn(account);
      expect(logGroups.map(({ logGroupName }) => logGroupName).toSorted()).toEqual(declared.toSorted());
    },
  );

  test("a validation after somebody has taken the key from dev's log group says what, where and how to fix it", async () => {
    const group = '/aws/lambda/data-processing-dev';
    awsAs(ACCOUNTS.dev, session, ['logs', 'disassociate-kms-key', '--log-group-name', group]);
    const ended = await run(
      process.execPath,
      [join(app.directory, 'bin', 'delivery'), 'validate', '--environment', 'dev', '--json'],
      undefined,
      rootOf(ACCOUNTS.dev, session),
    );
    if (ended.exitCode !== 1) throw new Error(story(ended));
    const [{ results }] = JSON.parse(ended.stdout) as [ValidationReport];
    expect(results).toContainEqual(KEY_TAKEN);
  });
});
