import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateTerminationProtectionCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { DEFAULT_APPLICATION, validationRoleName } from '../../../lib/contract/names';
import config from '../../_fixtures/delivery-config';
import { REGION } from '../_helpers/delivered';
import {
  assembly,
  BUCKET,
  DEV,
  delivered,
  eventsSince,
  KEPT_IN_PROD,
  lines,
  PROD,
  PROTECTED,
  pristine,
  protectAs,
  renameInTemplate,
  STACKS,
  withDev,
} from '../_helpers/deployment';
import { inventory } from '../_helpers/inventory';

describe('a second release', () => {
  test('of the same commit changes nothing', async () => {
    const since = new Date();
    const { code, output } = await delivered.deploy(delivered.assemble(config, ['dev', 'prod']), ...STACKS);
    expect({ code, unchanged: output.match(/\(no changes\)/g)?.length }).toEqual({ code: 0, unchanged: 4 });
    expect(await eventsSince(since)).toEqual([]);
  });

  test.each<[string, () => typeof config]>([
    ['a tag', () => ({ ...config, tags: { ...config.tags, Owner: 'somebody-else' } })],
    ['a retention', () => withDev((dev) => ({ ...dev, auditRetentionDays: 400 }))],
    [
      'a zone',
      () =>
        withDev((dev) => ({
          ...dev,
          targets: dev.targets.map((target) => ({ ...target, zones: [...target.zones, 'us-east-1c'] })),
        })),
    ],
  ])('with %s changed updates in place', async (_, changed) => {
    const since = new Date();
    const { code, output } = await delivered.deploy(delivered.assemble(changed(), ['dev']), 'dev/Data');
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
    const events = await eventsSince(since);
    expect(events.filter((event) => event.includes('UPDATE_COMPLETE')).length).toBeGreaterThan(1);
    expect(events.filter((event) => /requires the creation of a new physical|DELETE_/.test(event))).toEqual([]);
  });

  test('that would replace the data bucket is refused before it begins, says why, and leaves the data', async () => {
    const since = new Date();
    const moved = delivered.assemble(config, ['dev']);
    renameInTemplate(moved, 'dev', 'StorageData', 'MovedData');
    const { code, output } = await delivered.deploy(moved, 'dev/Data');
    expect(code).toBe(1);
    expect(output).toContain(`Resource of type 'AWS::S3::Bucket' with identifier '${BUCKET}' already exists`);
    expect(await eventsSince(since)).toEqual([]);
    expect(await lines('processed/batch.ndjson')).toHaveLength(9_993);
  });
});

test('protection is refused to every other role of the tools account', async () => {
  const role = `arn:aws:iam::${PROD}:role/delivery-protection-prod-${REGION}`;
  const { exitCode, output } = await protectAs('somebody-else', role);
  expect({ exitCode, output }).toEqual({
    exitCode: 1,
    output: expect.stringContaining('is not authorized to perform: sts:AssumeRole'),
  });
});

describe('prod, once the pipeline has protected it', () => {
  beforeAll(async () => {
    const role = `arn:aws:iam::${PROD}:role/delivery-protection-prod-${REGION}`;
    // `cdk deploy` has protected it already: it does what the pipeline does not.
    const client = new CloudFormationClient(delivered.as(PROD));
    const off = { StackName: 'data-prod', EnableTerminationProtection: false };
    await client.send(new UpdateTerminationProtectionCommand(off));
    const { stdout, output } = await protectAs(validationRoleName(DEFAULT_APPLICATION), role);
    if (stdout !== PROTECTED) throw new Error(output);
  });

  test.each([
    ['renames a log group', { '/data/prod/flow-logs': '/data/prod/flows' }, 'Update:Replace'],
    [
      'drops the data bucket for another one',
      { StorageData: 'MovedData', 'data-prod-4': 'moved-prod-4' },
      'Update:Delete',
    ],
    [
      'drops the key ring for another one',
      { KeyRing: 'OtherRing', 'rotate-key-ring': 'rotate-other' },
      'Update:Delete',
    ],
  ])('refuses an update that %s, and says why', async (_, names, action) => {
    const changed = delivered.assemble(config, ['prod']);
    for (const [from, to] of Object.entries(names)) renameInTemplate(changed, 'prod', from, to);
    const { code, output } = await delivered.deploy(changed, 'prod/Data');
    expect({ code, output }).toEqual({
      code: 1,
      output: expect.stringContaining(`Action denied by stack policy: Statement [#2] does not allow [${action}]`),
    });
    const { Stacks: [stack] = [] } = await new CloudFormationClient(delivered.as(PROD)).send(
      new DescribeStacksCommand({ StackName: 'data-prod' }),
    );
    expect(stack?.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  });
});

describe('the end of an environment', () => {
  test('leaves nothing of dev but keys that wait for their deletion', async () => {
    const { code, output } = await delivered.destroy(assembly, 'dev/Data', 'dev/ValidationAccess');
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
    const left = (await inventory(delivered, DEV)).filter((each) => !pristine.includes(each));
    expect(left).toEqual([
      'key: PendingDeletion Data bucket and dead letters of dev',
      'key: PendingDeletion Log groups of dev',
      'key: PendingDeletion Secrets of dev',
    ]);
  });

  test('is refused for prod while it is protected; without protection its data survives', async () => {
    const client = new CloudFormationClient(delivered.as(PROD));
    const stack = { StackName: 'data-prod' };
    await expect(client.send(new DeleteStackCommand(stack))).rejects.toThrow('while TerminationProtection is enabled');
    await client.send(new UpdateTerminationProtectionCommand({ ...stack, EnableTerminationProtection: false }));
    await client.send(new DeleteStackCommand(stack));
    await waitUntilStackDeleteComplete({ client, maxWaitTime: 1_200, minDelay: 1, maxDelay: 2 }, stack);
    const left = (await inventory(delivered, PROD)).filter((each) => !/cdk-hnb659fds|CDKToolkit/i.test(each));
    expect(left).toEqual(expect.arrayContaining(KEPT_IN_PROD));
  });
});
