import { expect, test } from '@jest/globals';
import { addTeardown } from '../../bin/commands/teardown';
import { type StandingStack, teardownSteps, unprofiled } from '../../lib/bootstrap/teardown';
import { commandLine } from '../bin/_helpers/command-line';

const TOOLS = { account: '111111111111', region: 'us-east-1' };
const PROD = { account: '222222222222', region: 'eu-west-1' };
const stack = (stackName: string, place: typeof TOOLS, topLevel: boolean, Resources: object): StandingStack => ({
  ...place,
  stackName,
  topLevel,
  template: { Parameters: {}, Resources: Resources as StandingStack['template']['Resources'] },
});
const resource = (Type: string, more: object = {}): object => ({ Type, Properties: {}, ...more });
const KEPT = { DeletionPolicy: 'RetainExceptOnCreate', Properties: { BucketName: 'records', ObjectLockEnabled: true } };

const steps = teardownSteps({
  stacks: [
    stack('replica', { ...TOOLS, region: 'eu-west-1' }, true, {}),
    stack('pipeline', TOOLS, true, { P: resource('AWS::CodePipeline::Pipeline'), K: resource('AWS::KMS::Key') }),
    stack('data-dev', TOOLS, false, {}),
    stack('data-prod', PROD, false, {
      Data: resource('AWS::S3::Bucket', KEPT),
      Trail: resource('AWS::CloudTrail::Trail'),
      Role: resource('AWS::IAM::Role'),
    }),
  ],
  places: [PROD, TOOLS],
  qualifier: 'hnb659fds',
  toolkit: 'CDKToolkit',
  policies: [{ ...PROD, stacks: [], policies: [{ name: 'execution-1', document: {} as never, size: 0 } as never] }],
  connectionArn: 'arn:aws:codeconnections:us-east-1:111111111111:connection/one',
  profiles: new Map([[PROD.account, 'prod']]),
});

test('the pipeline goes first, environments from the last one, other regions, bootstraps, the connection last', () => {
  expect(steps.map(({ title }) => title.split(' ').slice(0, 4).join(' '))).toEqual([
    'pipeline in aws://111111111111/us-east-1',
    'data-prod in aws://222222222222/eu-west-1',
    'data-dev in aws://111111111111/us-east-1',
    'replica in aws://111111111111/eu-west-1',
    'the bootstrap of aws://222222222222/eu-west-1,',
    'the bootstrap of aws://111111111111/us-east-1,',
    'the connection to the',
  ]);
});

test('what is lost and what stays is said of each stack', () => {
  const [pipeline, prod] = steps;
  expect(pipeline?.lost).toEqual([expect.stringMatching(/^1 AWS::KMS::Key: .*AWS waits 30 days/)]);
  expect([prod?.lost, prod?.stays]).toEqual([
    ['1 AWS::CloudTrail::Trail: the audit record has a gap while there is none'],
    ['AWS::S3::Bucket records, and every object in it until its lock is over'],
  ]);
});

test('commands name region and profile, lift the protection first, and leave no version of a policy', () => {
  const words = '--stack-name data-prod --region eu-west-1 --profile prod';
  expect(steps[1]?.commands).toEqual([
    `aws cloudformation update-termination-protection --no-enable-termination-protection ${words}`,
    `aws cloudformation delete-stack ${words}`,
    `aws cloudformation wait stack-delete-complete ${words}`,
  ]);
  expect(steps[4]?.commands.at(-1)).toBe(
    'aws iam delete-policy --policy-arn arn:aws:iam::222222222222:policy/execution-1 --region eu-west-1 --profile prod',
  );
  expect(steps[4]?.commands.at(-2)).toContain('delete-policy-version');
});

test('accounts whose commands name no profile are said first, and none where each has one', () => {
  const profiles = new Map([[PROD.account, 'prod']]);
  expect(unprofiled({ places: [PROD, TOOLS, TOOLS], profiles })).toEqual([
    'no profile is named for 111111111111: commands for them run in whatever account aws is signed in to;',
    'say --profile 111111111111=NAME',
  ]);
  expect(unprofiled({ places: [PROD], profiles })).toEqual([]);
});

test('a profile of an account that nothing is in is refused, before any command is printed', async () => {
  const config = 'test/_fixtures/delivery-config.ts';
  const argv = ['--plan', '--assembly', 'test/_fixtures', '--config', config, '--profile', '999999999999=a'];
  const ended = await commandLine(addTeardown)('teardown', ...argv);
  expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining('no account 999999999999')]);
});

test('the command takes nothing away: it is asked for a plan, or refuses', async () => {
  const ended = await commandLine(addTeardown)('teardown');
  expect([ended.exitCode, ended.stderr]).toEqual([2, expect.stringContaining('say --plan: teardown prints')]);
});
