import type { PageWalk } from './page-walk';
import { body, createStack, expectStatus, parameter, prepare, refused } from './templates';
import { DEV, PROD, REGION, type World } from './world';

const DATA = 'data-dev';
const remove = (world: World, account: string, stack: string) =>
  world.aws(account, 'cloudformation', 'delete-stack', '--stack-name', stack);

/** The first thing that goes wrong: a stack that could not be made, and that no later release can make. */
export const FIRST_CREATION: PageWalk = {
  heading: 'A first creation failed',
  account: DEV,
  async plant(world) {
    await createStack(world, DEV, DATA, { Made: parameter('one'), Failing: refused('Made') });
    await expectStatus(world, DEV, DATA, 'ROLLBACK_COMPLETE');
    const { code, output } = await prepare(world, DEV, DATA, 'UPDATE', { Made: parameter('one') });
    if (code === 0 || !output.includes('ROLLBACK_COMPLETE')) throw new Error(`it blocks no later run: ${output}`);
    return { STACK: DATA, ENVIRONMENT: 'dev' };
  },
  seen: /Failing[\s\S]*does {2}deletes it: its first creation failed/,
  async cured(world) {
    const { code, output } = await prepare(world, DEV, DATA, 'CREATE', { Made: parameter('one') });
    if (code !== 0) throw new Error(`the next release is blocked: ${output}`);
    await remove(world, DEV, DATA);
  },
};

const BUCKET = `data-access-prod-${PROD}-${REGION}`;
const KEPT = {
  Type: 'AWS::S3::Bucket',
  DeletionPolicy: 'RetainExceptOnCreate',
  UpdateReplacePolicy: 'Retain',
  Properties: { BucketName: BUCKET, VersioningConfiguration: { Status: 'Enabled' } },
};

/** prod's first creation fails when a service has written into a bucket already. */
export const CREATION_KEPT: PageWalk = {
  heading: 'A first creation could not be rolled back',
  account: PROD,
  async plant(world) {
    const resources = { Logs: KEPT, Failing: refused('Logs') };
    // The service that writes is played between the failure and the rollback, which AWS does without a pause.
    await createStack(world, PROD, 'data-prod', resources, '--on-failure', 'DO_NOTHING');
    for (const key of ['one', 'two']) await world.aws(PROD, 's3api', 'put-object', '--bucket', BUCKET, '--key', key);
    await world.aws(PROD, 's3api', 'delete-object', '--bucket', BUCKET, '--key', 'two');
    await world.aws(PROD, 'cloudformation', 'rollback-stack', '--stack-name', 'data-prod', '--retain-except-on-create');
    await expectStatus(world, PROD, 'data-prod', 'ROLLBACK_FAILED');
    return { STACK: 'data-prod', BUCKET, ENVIRONMENT: 'prod' };
  },
  seen: new RegExp(`AWS::S3::Bucket ${BUCKET}[\\s\\S]*"A first creation could not be rolled back"[\\s\\S]*"one"`),
  async cured(world) {
    await expectStatus(world, PROD, 'data-prod', 'gone');
    await createStack(world, PROD, 'data-prod', { Logs: KEPT });
    await expectStatus(world, PROD, 'data-prod', 'CREATE_COMPLETE');
    await remove(world, PROD, 'data-prod');
    await world.aws(PROD, 's3api', 'delete-bucket', '--bucket', BUCKET);
  },
};

const GROUP = '/data/dev/flow-logs';
const logGroup = (days: number) => ({
  Type: 'AWS::Logs::LogGroup',
  Properties: { LogGroupName: GROUP, RetentionInDays: days },
});
const createGroup = (world: World) => world.aws(DEV, 'logs', 'create-log-group', '--log-group-name', GROUP);

/** An update fails, and somebody has deleted by hand what would have to be as it was. */
const failToRollBack = async (world: World): Promise<void> => {
  const update = ['cloudformation', 'update-stack', '--stack-name', DATA, '--disable-rollback', '--template-body'];
  await world.aws(DEV, ...update, body({ Group: logGroup(30), Failing: refused('Group') }));
  await world.aws(DEV, 'logs', 'delete-log-group', '--log-group-name', GROUP);
  await world.aws(DEV, 'cloudformation', 'rollback-stack', '--stack-name', DATA);
  await expectStatus(world, DEV, DATA, 'UPDATE_ROLLBACK_FAILED');
};

/** An update that could not be taken back; once where its cause can be mended, and once where it cannot. */
export const UPDATE_KEPT: PageWalk = {
  heading: 'An update could not be rolled back',
  account: DEV,
  async plant(world) {
    await createStack(world, DEV, DATA, { Group: logGroup(90) });
    await failToRollBack(world);
    return { STACK: DATA, ENVIRONMENT: 'dev', RESOURCE: 'Group' };
  },
  seen: /Group[\s\S]*continues its rollback: it is in UPDATE_ROLLBACK_FAILED/,
  before: {
    0: createGroup,
    1: async (world) => {
      await expectStatus(world, DEV, DATA, 'UPDATE_ROLLBACK_COMPLETE');
      await failToRollBack(world);
      const { code, output } = await world.run(DEV, 'bin/delivery unblock --environment dev');
      if (code !== 1 || !output.includes('continue-rollback was tried, and left it in UPDATE_ROLLBACK_FAILED'))
        throw new Error(`what unblock cannot mend is left for nobody: ${output}`);
    },
  },
  async cured(world) {
    await expectStatus(world, DEV, DATA, 'UPDATE_ROLLBACK_COMPLETE');
    await createGroup(world);
    const { code, output } = await prepare(world, DEV, DATA, 'UPDATE', { Group: logGroup(30) });
    if (code !== 0) throw new Error(`the next release is blocked: ${output}`);
    await remove(world, DEV, DATA);
  },
};

/** A release that ended between the preparation of a change set and its execution, once of a new stack and once of another. */
export const CHANGE_SET: PageWalk = {
  heading: 'A change set is stuck',
  account: DEV,
  async plant(world) {
    await createStack(world, DEV, 'validation-access-dev', { Made: parameter('one') });
    await prepare(world, DEV, 'validation-access-dev', 'UPDATE', { Made: parameter('two') });
    await prepare(world, DEV, DATA, 'CREATE', { Made: parameter('one') });
    await expectStatus(world, DEV, DATA, 'REVIEW_IN_PROGRESS');
    const { output } = await prepare(world, DEV, DATA, 'CREATE', { Made: parameter('one') });
    if (!output.includes('AlreadyExists')) throw new Error(`it blocks no other change set: ${output}`);
    return { STACK: DATA, ENVIRONMENT: 'dev' };
  },
  seen: /PipelineChange[\s\S]*data-dev[\s\S]*deletes it[\s\S]*validation-access-dev[\s\S]*deletes change set PipelineChange/,
  async cured(world) {
    await expectStatus(world, DEV, DATA, 'gone');
    const asked = ['cloudformation', 'list-change-sets', '--stack-name', 'validation-access-dev'];
    if ((await world.aws(DEV, ...asked, '--query', 'length(Summaries)')) !== '0') throw new Error('it is there still');
    await remove(world, DEV, 'validation-access-dev');
  },
};
