import { expect, test } from '@jest/globals';
import { type App, CfnResource, Stack } from 'aws-cdk-lib';
import { CfnManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { type EnvironmentConfig, parseConfig, promisedTargets, type TargetConfig } from '../../lib/config';
import { LONGEST_POLICY } from '../../lib/execution-policy/managed-policies';
import { printed } from '../../lib/gate';
import { readAssembly } from '../../lib/gate/assembly/read-assembly';
import { judgeAssembly } from '../../lib/gate/gate-directory';
import { readRegister } from '../../lib/gate/register/read-register';
import { RULES } from '../../lib/gate/rules';
import type * as Pipeline from '../../lib/pipeline';
import { buildDelivery } from '../../lib/pipeline';
import type * as Stages from '../../lib/stages/target-stage';
import { TargetStage } from '../../lib/stages/target-stage';
import config from '../_fixtures/delivery-config';
import plausible from '../_fixtures/plausible-config';
import { changed, withRecipes } from '../_helpers/changed-sources';
import { recipes } from '../_helpers/recipes';
import { withTargets } from '../pipeline/_helpers/delivery';
import { reportOf } from './_helpers/examine';
import { REGISTER, REGISTER_DAY } from './_helpers/register-day';
import { wholeVerdict } from './_helpers/whole-verdict';

/** What is acknowledged of the packs that run here; the schema check runs in `npm run synth`. */
const register = readRegister(REGISTER).filter(({ finding }) => /^(AwsSolutions|HIPAA)/.test(finding));

/** Where targets stand alone, the pipeline's stack may be missing; here no builds run in a VPC. */
const perhapsAlone = register
  .filter(({ stack, ifThere }) => !(stack === 'Delivery' && ifThere === true))
  .map((each) => ({ ifThere: 'stack' as const, ...each }));

/** The app, and the resource of a path in it. */
type Change = (resource: (path: string) => CfnResource) => void;

const verdict = (build: (app: App) => void, change: Change = () => {}) =>
  printed(
    reportOf(
      (app) => {
        build(app);
        change((path) => {
          const construct = app.node.findAll().find(({ node }) => node.path === path);
          if (!CfnResource.isCfnResource(construct)) throw new Error(`no resource ${path}`);
          return construct;
        });
      },
      build === pipeline ? register : perhapsAlone,
      [],
      REGISTER_DAY,
    ),
    'cdk.out/gate',
  );

const pipeline = (app: App) => void buildDelivery(app, parseConfig(config));

/** The first target alone: CDK Pipelines synthesizes its stages at once, so nothing can be overridden in them later. */
const firstTarget = (app: App) => {
  const delivery = parseConfig(config);
  const environment = delivery.environments[0] as EnvironmentConfig;
  new TargetStage(app, environment.name, delivery, environment, environment.targets[0] as TargetConfig);
};

test('the gate says yes to this repository', () => {
  expect(verdict(pipeline)).toMatch(/^gate: yes\. no findings, [1-9]\d* acknowledged$/m);
});

test('the gate says yes to somebody with accounts of his own, who adds what CONTRIBUTING has recipes for', async () => {
  const added = await changed<typeof Pipeline>('lib/pipeline/index.ts', withRecipes());
  const policies: CfnManagedPolicy[] = [];
  const text = verdict((app) => {
    added.buildDelivery(app, parseConfig(plausible));
    policies.push(...app.node.findAll().filter((node) => node instanceof CfnManagedPolicy));
  });
  expect(text).toMatch(/^gate: yes\. no findings/m);
  expect(recipes().blocks).toHaveLength(5);
  // The partition is filled in; what else is joined counts as it is written, which is longer.
  const lengthOf = (policy: CfnManagedPolicy): number =>
    JSON.stringify(Stack.of(policy).resolve(policy.policyDocument))
      .replaceAll('{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},"', '"arn:aws')
      .replaceAll('"]]}', '"').length;
  const tooLong = policies.filter((policy) => lengthOf(policy) > LONGEST_POLICY).map(({ node }) => node.path);
  expect([policies.length > 10, tooLong]).toEqual([true, []]);
});

/** An environment for each recipe, in their order. */
const ALONE = ['queue', 'topic', 'table', 'bucket', 'function'];

test('the gate says yes to each recipe of CONTRIBUTING alone, which brings all that it needs', async () => {
  expect(recipes().blocks).toHaveLength(ALONE.length);
  const only = withRecipes((code, at) => `if (environment === '${ALONE[at]}') {\n${code}\n}`);
  const { TargetStage: Stage } = await changed<typeof Stages>('lib/stages/target-stage.ts', only);
  const delivery = parseConfig(config);
  const like = delivery.environments[0] as EnvironmentConfig;
  const target = like.targets[0] as TargetConfig;
  const added: string[] = [];
  const text = verdict((app) => {
    for (const [at, name] of ALONE.entries())
      new Stage(app, name, delivery, { ...like, name }, { ...target, account: `22222222222${at}` });
    const paths = app.node.findAll().map(({ node }) => node.path);
    added.push(...paths.filter((path) => /^\w+\/Data\/Added\/\w+$/.test(path)));
  });
  const [queue, topic, table, bucket, reports] = ALONE.map((name) => `${name}/Data/Added`);
  const expected = [`${queue}/Orders`, `${topic}/Letters`, `${topic}/News`, `${table}/Visits`];
  expect(added).toEqual([...expected, `${bucket}/Archive`, `${reports}/Reports`]);
  expect(text).toMatch(/^gate: yes\. no findings/m);
});

test('the gate says yes to a wave of three targets in two regions', () => {
  const wave = withTargets(
    { account: '444444444444', region: 'eu-west-1', cidr: '10.40.0.0/16', zones: ['eu-west-1a', 'eu-west-1b'] },
    { account: '555555555555', region: 'us-east-1', cidr: '10.50.0.0/16', zones: ['us-east-1a', 'us-east-1b'] },
  );
  expect(wholeVerdict(wave)).toMatch(/^gate: yes\./m);
});

test('fails when a raw override takes the statement of CloudWatch Logs out of the final template', () => {
  expect(verdict(firstTarget)).toContain('gate: yes.');
  const text = verdict(firstTarget, (resource) =>
    resource('dev/Data/LogsKey/Resource').addPropertyDeletionOverride('KeyPolicy.Statement.1'),
  );
  expect(text).toContain('ZT-06-LogsKeyLetsCloudWatchLogsIn');
  expect(text).toContain('  Data/Audit/Logs/Resource, ');
  expect(text).toContain('fix: Make the key with LogsKey');
  expect(text).toContain('gate: no.');
});

test('fails when a raw override takes the key of a log group away, which nag cannot see', () => {
  const text = verdict(firstTarget, (resource) =>
    resource('dev/Data/FlowLogs/Resource').addPropertyDeletionOverride('KmsKeyId'),
  );
  expect(text).toContain('ZT-07-LogGroupsEncryptedAndKept');
  expect(text).toContain('Here KmsKeyId is missing.');
  expect(text).toContain('gate: no. 1 finding of 1 rule');
});

test('fails when a raw override takes its condition away in the pipeline, as the directory alone does', () => {
  let directory: readonly string[] = [];
  const delivery = parseConfig(config);
  const targets = promisedTargets(delivery);
  const report = reportOf(
    (app) => {
      buildDelivery(app, delivery);
      const key = app.node.findAll().find(({ node }) => node.path === 'Delivery/LogsKey/Resource');
      if (!CfnResource.isCfnResource(key)) throw new Error('the pipeline has no logs key');
      key.addPropertyDeletionOverride('KeyPolicy.Statement.1.Condition');
    },
    register,
    targets,
    REGISTER_DAY,
    (outdir) => {
      const { findings } = judgeAssembly(readAssembly(outdir), targets);
      directory = findings.map(({ rule, because }) => `${rule}: ${because}`);
    },
  );
  const text = printed(report, 'cdk.out/gate');
  expect(text).toContain('Delivery/BuildLogs/Resource');
  expect(text).toContain('lets CloudWatch Logs in for others, too');
  expect(text).not.toContain('Delivery/dev/');
  const synthesis = report.findings.filter(({ rule }) => rule.startsWith('ZT-'));
  expect(synthesis.map(({ rule, because }) => `${rule}: ${because}`).toSorted()).toEqual(directory.toSorted());
  const asked = report.rules.filter(({ stacks }) =>
    stacks.some(({ stack, applied }) => stack === 'Delivery' && applied),
  );
  const wanted = RULES.filter(({ appliesTo }) => appliesTo !== 'target').map(({ id }) => id);
  expect(asked.map(({ id }) => id).filter((id) => id.startsWith('ZT-'))).toEqual(wanted.toSorted());
});
