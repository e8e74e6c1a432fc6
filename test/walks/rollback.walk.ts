import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SessionCredentials } from '../../lib/aws/assume-role';
import { approverRoleName, MAKES_RELEASES } from '../../lib/contract/approvers';
import { evidenceBucketName, REVIEW_PAGE, releasePrefix, targetPrefix } from '../../lib/contract/evidence-layout';
import { dataBucketName, pipelineRoleName, resourceName } from '../../lib/contract/names';
import type { OpenApproval } from '../../lib/executions/open-approvals';
import { awsCloud } from '../../lib/rehearsal/executor/cloud/aws-cloud';
import { CONFIG_FILE } from '../_helpers/pin-configuration';
import { followed, recipes } from '../_helpers/recipes';
import { type App, delivery, type Ended, run, thisRepository } from '../rehearsal/_helpers/app';
import { checkLess, editFile, MINUTES, story } from '../rehearsal/_helpers/this-repository';
import { type RunningServe, serveApp } from '../serve/_helpers/serving';
import { followDataPage } from './_helpers/data-page';
import { becoming, userIn, variablesOf } from './_helpers/people';
import { type Steered, steered } from './_helpers/steered';

const APPLICATION = 'zero-trust-delivery';
const LIVE = { account: '777788889999', region: 'eu-central-1' };
const HOME = 'eu-west-1';
const BUCKET = dataBucketName('live', LIVE.account, LIVE.region);
const TABLE = resourceName('live', 'visits');
const RECORDS = '{"patientId":"p-1","visit":"v-1"}\n';
const ROW = { visit: { S: 'v-1' }, ward: { S: 'north' } };
const PROCESSING = 'lib/stacks/constructs/processing.ts';

/** Releases that people decide by the roles that they have, and both ways back; identity policies are enforced. */
describe('an environment that people release to, and bring back', () => {
  let app: App;
  let serve: RunningServe;
  let walk: Steered;
  let grace: SessionCredentials;
  let ada: SessionCredentials;
  const releases: string[] = [];
  const answered: string[] = [];
  let tokenOfFirst = 'not yet asked';

  /** The end of a command that succeeded. */
  const good = (ended: Ended): Ended => {
    if (ended.exitCode !== 0) throw new Error(story(ended));
    return ended;
  };
  const as = (who: SessionCredentials) => ({ ...process.env, ...variablesOf(walk.tools, who) });
  const command = (who: SessionCredentials, ...words: readonly string[]): Promise<Ended> =>
    delivery([...words, '--pipeline', APPLICATION, '--region', HOME], undefined, as(who));
  const root = (account: string): SessionCredentials => ({ accessKeyId: account, secretAccessKey: walk.tools.secret });
  const aws = (who: SessionCredentials, region: string, ...words: readonly string[]): Promise<Ended> =>
    run('aws', [...words, '--region', region, '--output', 'json'], undefined, as(who));
  /** What `aws` prints of the account of live. */
  const inLive = async (...words: readonly string[]): Promise<string> =>
    good(await aws(root(LIVE.account), LIVE.region, ...words)).stdout;
  /** The API's own call, as a program would send it. */
  const put = (who: SessionCredentials, { stageName, actionName }: OpenApproval, token: string): Promise<Ended> => {
    const words = ['--pipeline-name', APPLICATION, '--stage-name', stageName, '--action-name', actionName];
    const result = ['--result', 'summary=by the API,status=Approved', '--token', token];
    return aws(who, HOME, 'codepipeline', 'put-approval-result', ...words, ...result);
  };
  /** Who approves next by the command, as people should. */
  const approved = async (approval: OpenApproval): Promise<void> => {
    const words = ['live', '--execution', approval.pipelineExecutionId, '--comment', 'read it'];
    good(await command(grace, 'approve', ...words));
    answered.push(approval.pipelineExecutionId);
  };
  const released = async (id: string): Promise<void> => {
    expect(await walk.end(id)).toBe('Succeeded');
    expect((await walk.record(id)).outcome.status).toBe('Succeeded');
    const live = walk.summary(id).targets.find(({ environment }) => environment === 'live');
    expect([live?.validation?.fail, live?.validation?.cannotTell]).toEqual([0, 0]);
    releases.push(id);
  };
  /** Every version of every object with its content's mark, and every row. */
  const data = async (): Promise<string> =>
    `${await inLive('s3api', 'list-object-versions', '--bucket', BUCKET, '--query', 'Versions[].[Key,VersionId,ETag]')}${await inLive('dynamodb', 'scan', '--table-name', TABLE, '--query', 'Items')}`;
  const memory = (): Promise<string> =>
    inLive(
      ...['lambda', 'get-function-configuration', '--function-name', 'data-processing-live'],
      ...['--query', 'MemorySize'],
    );
  const rollBack = async (way: string): Promise<OpenApproval> => {
    const words = ['rollback', '--environment', 'live', '--to', releases[0] ?? 'none', '--json'];
    const plan = await app.delivery([...words, '--plan']);
    expect(JSON.parse(good(plan).stdout)).toMatchObject({ way, stageName: 'live' });
    const started = JSON.parse(good(await app.delivery(words)).stdout).startedExecutionId;
    const approval = await walk.approvalAfter(answered);
    if (way === 'stage') expect(approval.pipelineExecutionId).toBe(started);
    return approval;
  };
  /** What was decided from. */
  const page = async (id: string): Promise<string> => {
    const key = `${releasePrefix(id)}${targetPrefix('live', LIVE)}${REVIEW_PAGE}`;
    const bucket = evidenceBucketName(APPLICATION, walk.tools.account, HOME);
    return good(await aws(grace, HOME, 's3', 'cp', `s3://${bucket}/${key}`, '-')).stdout;
  };

  beforeAll(async () => {
    app = thisRepository('plausible-config');
    checkLess(app);
    const table = recipes().blocks.filter((block) => block.includes('GuardedTable'));
    editFile(app, 'lib/stacks/data-stack.ts', (source) => followed(source, table));
    editFile(app, CONFIG_FILE, (text) =>
      text.replace("data: 'retained',", "data: 'retained',\n      guests: { principals: ['records-*'] },"),
    );
    app.commit('Keep visits');
    serve = await serveApp(app, ['--permissions', 'enforce']);
    walk = await steered(app);
    await serve.push();
  }, 30 * MINUTES);
  afterAll(async () => {
    await serve?.stop();
  });

  test(
    'is approved by an approver, and by nobody who pushes or builds, nor by the author',
    async () => {
      const { tools } = walk;
      const approval = await walk.approvalAfter([]);
      const approvers = approverRoleName(APPLICATION, HOME);
      const mayApprove = {
        actions: ['sts:AssumeRole'],
        resources: [`arn:aws:iam::${tools.account}:role/${approvers}`],
      };
      const [colleague, author] = [await userIn(tools, 'grace', mayApprove), await userIn(tools, 'ada', mayApprove)];
      grace = await becoming(tools, colleague, approvers, 'grace');
      ada = await becoming(tools, author, approvers, 'ada');
      const pusher = await userIn(tools, 'pusher', { actions: MAKES_RELEASES, resources: ['*'] });
      const builds = await awsCloud(tools.endpoint, new AbortController().signal).assumeRole(
        { credentials: root(tools.account), region: HOME },
        {
          roleArn: `arn:aws:iam::${tools.account}:role/${pipelineRoleName(APPLICATION, 'build', HOME)}`,
          sessionName: 'AWSCodeBuild-build',
          servicePrincipal: 'codebuild.amazonaws.com',
        },
      );
      for (const who of [pusher, builds]) {
        const { exitCode, stderr } = await put(who, approval, approval.token);
        expect(exitCode).toBeGreaterThan(0);
        expect(stderr).toMatch(
          /AccessDenied.*is not authorized to perform: codepipeline:PutApprovalResult on resource/,
        );
      }
      const refused = await command(ada, 'approve', 'live');
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toMatch(/has written [0-9a-f]{40} \(.*\): somebody else must approve live/);
      tokenOfFirst = approval.token;
      await approved(approval);
      await released(approval.pipelineExecutionId);
    },
    30 * MINUTES,
  );

  test('takes records and gives results as docs/data.md says, and to nobody else', async () => {
    await inLive('dynamodb', 'put-item', '--table-name', TABLE, '--item', JSON.stringify(ROW));
    const as = await followDataPage(app, { ...walk.tools, ...LIVE }, RECORDS);
    const at = `--bucket ${BUCKET} --region ${LIVE.region}`;
    const key = '--server-side-encryption aws:kms --ssekms-key-id alias/data-data-live';
    for (const refused of [
      `put-object ${at} --key incoming/plain.ndjson --body visits.ndjson --profile records-upload`,
      `put-object ${at} --key incoming/alias.ndjson --body visits.ndjson ${key} --profile records-upload`,
      `get-object ${at} --key incoming/visits.ndjson --profile records-upload out`,
      `list-objects-v2 ${at} --prefix incoming/ --profile records-processed`,
      `list-objects-v2 ${at} --prefix processed/ --profile records-quarantine`,
    ]) {
      const { exitCode, stderr } = await as(`aws s3api ${refused}`);
      expect([refused, exitCode === 0, stderr]).toEqual([refused, false, expect.stringContaining('AccessDenied')]);
    }
  });

  test(
    'is not approved with what belongs to another execution; where its author calls the API, the record says so',
    async () => {
      editFile(app, PROCESSING, (text) => text.replace('memorySize: 1024', 'memorySize: 1536'));
      app.commit('Give the processing more memory');
      await serve.push();
      const approval = await walk.approvalAfter(answered);
      const late = await put(grace, approval, tokenOfFirst);
      expect(late.stderr).toContain('ApprovalAlreadyCompletedException');
      const strange = await put(grace, approval, '00000000-0000-4000-8000-000000000000');
      expect(strange.stderr).toContain('InvalidApprovalTokenException');
      const other = await command(grace, 'approve', 'live', '--execution', releases[0] ?? '');
      expect([other.exitCode, other.stderr]).toEqual([
        1,
        expect.stringContaining('waits for an answer: what waits is'),
      ]);
      good(await put(ada, approval, approval.token));
      answered.push(approval.pipelineExecutionId);
      await released(approval.pipelineExecutionId);
      const { environments } = await walk.record(approval.pipelineExecutionId);
      expect(environments.flatMap(({ approvals }) => approvals)).toMatchObject([{ byAuthor: true }]);
      expect(await memory()).toContain('1536');
    },
    30 * MINUTES,
  );

  test(
    'is brought back by CodePipeline where the pipeline is the same: approved, validated, recorded, data as it was',
    async () => {
      const before = await data();
      expect(before).toContain('incoming/visits.ndjson');
      expect(before).toContain('north');
      const approval = await rollBack('stage');
      expect(await page(releases[0] ?? '')).toContain('</html>');
      await approved(approval);
      await released(approval.pipelineExecutionId);
      expect(await walk.record(approval.pipelineExecutionId)).toMatchObject({ rollbackTo: releases[0] });
      expect(await memory()).toContain('1024');
      expect(await data()).toBe(before);
    },
    30 * MINUTES,
  );

  test(
    'is brought back by a release of that commit where the pipeline has changed since',
    async () => {
      const before = await data();
      editFile(app, CONFIG_FILE, (text) =>
        text.replace("approval: 'required',", "approval: 'required',\n      approvalExpiresAfterDays: 3,"),
      );
      app.commit('Ask for an answer within three days');
      await serve.push();
      const changed = await walk.approvalAfter(answered);
      await approved(changed);
      await released(changed.pipelineExecutionId);
      expect(await memory()).toContain('1536');
      const approval = await rollBack('release');
      expect(await page(approval.pipelineExecutionId)).toContain('</html>');
      await approved(approval);
      await released(approval.pipelineExecutionId);
      const [first, last] = [await walk.record(releases[0] ?? ''), await walk.record(approval.pipelineExecutionId)];
      expect(last.commit.id).toBe(first.commit.id);
      expect(last).not.toHaveProperty('rollbackTo');
      expect(await memory()).toContain('1024');
      expect(await data()).toBe(before);
    },
    45 * MINUTES,
  );

  test('excuses nothing of the validation that later releases need, and takes no such excuse for idle', async () => {
    const { stdout } = await run('npx', ['tsx', 'bin/statements.ts', '--app', app.directory]);
    expect(stdout).toMatch(/ permissions: \d+ needed/);
    expect(stdout).not.toMatch(/^(idle|unneeded) .*Delivery\/ValidationRole/m);
  });
});
