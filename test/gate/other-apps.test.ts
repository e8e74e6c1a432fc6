import { expect, test } from '@jest/globals';
import { App, CfnCondition, CfnParameter, CfnResource, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Repository } from 'aws-cdk-lib/aws-codecommit';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnStream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CodePipeline, CodePipelineSource, ShellStep } from 'aws-cdk-lib/pipelines';
import { gateAssembly, printedFindings, printedGate } from '../../lib/gate/gate-directory';
import { inDirectory } from './_helpers/judge';

/** What `bin/delivery gate` says of somebody else's app. */
const gated = (build: (app: App) => void) =>
  inDirectory((outdir) => {
    const context = { 'aws:cdk:enable-asset-metadata': true };
    const app = new App({ outdir, context, analyticsReporting: false, builtinCloudFormationValidation: false });
    build(app);
    app.synth();
    return gateAssembly(outdir);
  });

const rulesOf = ({ findings }: ReturnType<typeof gateAssembly>) => [...new Set(findings.map(({ rule }) => rule))];

test('a plain stack that may be deployed anywhere has sensible findings', () => {
  const verdict = gated((app) => {
    const stack = new Stack(app, 'Web');
    new Vpc(stack, 'Vpc');
    new Bucket(stack, 'Files');
    const runtime = Runtime.NODEJS_22_X;
    new LambdaFunction(stack, 'Api', { runtime, handler: 'index.handler', code: Code.fromInline('x') });
  });
  expect(rulesOf(verdict)).toEqual(
    expect.arrayContaining([
      'ZT-01-NoInternetPath',
      'ZT-01-WorkloadInsideVpc',
      'ZT-03-EndpointsForThisAccountOnly',
      'ZT-07-LogGroupsBeforeWriters',
      'ZT-07-NoRoleCreatesLogGroups',
      'ZT-08-BucketsGuarded',
      'ZT-11-FlowLogs',
      'ZT-12-TrailRecordsData',
      'ZT-14-Tags',
    ]),
  );
  expect(printedFindings(verdict)).toContain('gate: no.');
});

test('what nobody judges is said once for a resource of another type, with the cure', () => {
  const verdict = gated((app) => {
    const stack = new Stack(app, 'Web');
    new CfnStream(stack, 'Sessions', { name: 'sessions' });
    new CfnBucket(stack, 'Site', { websiteConfiguration: { indexDocument: 'index.html' } });
    new CfnParameter(stack, 'Free');
    new CfnCondition(stack, 'Sometimes');
    stack.templateOptions.metadata = { somebody: 'says something' };
  });
  const unjudged = verdict.findings.filter(({ rule }) => rule === 'ZT-00-NothingUnjudged');
  expect(unjudged.map(({ logicalId, because }) => `${logicalId}: ${because}`)).toEqual([
    'Sessions: nobody judges AWS::Kinesis::Stream',
    'Site: nobody judges AWS::S3::Bucket.WebsiteConfiguration ({"IndexDocument":"index.html"})',
  ]);
  expect(printedFindings(verdict)).toMatch(
    /ZT-00-NothingUnjudged\n.*\n.*\n.*\n {4}fix: Leave it out, write the rule .* with a reason and an owner\./,
  );
});

test.each([
  ['nothing', null],
  ['a list', []],
  ['a word', 'x'],
  ['a name of JavaScript', { hasOwnProperty: { valueOf: 'x' } }],
])('%s where properties should be is a finding and no crash', (_, code) => {
  const verdict = gated((app) => {
    const stack = new Stack(app, 'Odd');
    const odd = new CfnResource(stack, 'Odd', { type: 'AWS::Lambda::Function', properties: {} });
    odd.addOverride('Properties.Code', code);
    odd.addOverride('Properties.toString', 'x');
    new CfnResource(stack, 'Type', { type: 'constructor' });
  });
  const because = verdict.findings.filter(({ rule }) => rule === 'ZT-00-NothingUnjudged').map((each) => each.because);
  expect(because.filter((each) => each.includes('could not look'))).toEqual([]);
  expect(because).toContain('nobody judges AWS::Lambda::Function.toString ("x")');
  expect(because).toContain('nobody judges constructor');
});

test('nested stacks are judged with what their parents give them', () => {
  const verdict = gated((app) => {
    const stack = new Stack(app, 'Outer', { env: { account: '222222222222', region: 'us-east-1' } });
    const key = new Key(stack, 'Key');
    const nested = new NestedStack(stack, 'Inner');
    new LogGroup(nested, 'Group', { encryptionKey: key });
    new CfnParameter(nested, 'Free', { default: 'x' });
  });
  const group = verdict.findings.filter(({ rule }) => rule.startsWith('ZT-06'));
  expect(group.map(({ stack, because }) => `${stack}: ${because}`)).toEqual([
    expect.stringMatching(/^Outer\/Inner.*: the policy of key Key.* does not let CloudWatch Logs use/),
  ]);
});

test('a nested stack is that of its URL, whatever stands beside it', () => {
  const nesting = (url?: string) =>
    gated((app) => {
      const stack = new Stack(app, 'Outer', { env: { account: '222222222222', region: 'us-east-1' } });
      const { nestedStackResource: resource } = new NestedStack(stack, 'Inner');
      if (url !== undefined) resource?.addOverride('Properties.TemplateURL', url);
    }).findings.filter(({ rule }) => rule.startsWith('ZT-00'));
  expect(nesting()).toEqual([]);
  expect(nesting('https://somebody.s3.amazonaws.com/template.json')).toMatchObject([
    { because: 'AWS::CloudFormation::Stack deploys resources that stand in no template of this target' },
  ]);
});

test("another CDK Pipelines app is judged as a pipeline and its stages' targets", () => {
  const env = { account: '222222222222', region: 'eu-west-1' };
  const verdict = gated((app) => {
    const stack = new Stack(app, 'Tools', { env });
    const repository = new Repository(stack, 'Code', { repositoryName: 'code' });
    const input = CodePipelineSource.codeCommit(repository, 'main');
    const pipeline = new CodePipeline(stack, 'Pipeline', { synth: new ShellStep('Synth', { input, commands: ['x'] }) });
    const stage = new Stage(app, 'Prod', { env });
    new Topic(new Stack(stage, 'News'), 'Topic');
    pipeline.addStage(stage);
  });
  const of = (stack: string) => verdict.findings.filter((each) => each.stack === stack).map(({ rule }) => rule);
  expect(of('Tools')).toContain('ZT-08-BucketsGuarded');
  expect(of('Tools')).not.toContain('ZT-12-TrailRecordsData');
  expect(of('Prod/News')).toContain('ZT-13-AlarmsReachSomebody');
});

test('a name in a hostile report does not forge a verdict', () => {
  const spoof = 'x\ngate: yes. no findings\u001b[2J';
  const register = { objections: [spoof], warnings: [spoof], limits: [spoof], acknowledged: 0, file: spoof };
  const unaccepted = [{ finding: spoof, path: spoof }];
  const printed = printedGate({
    assembly: 'a',
    stacks: 1,
    resources: 1,
    findings: [],
    register: { ...register, unaccepted },
  });
  expect(printed.match(/^gate: .*$/gm)).toEqual(['gate: no. 1 finding, 1 objection']);
  expect(printed).toMatch(/^[\n\P{C}]*$/u);
});

test("a hostile template's text does not move the cursor", () => {
  const finding = { rule: 'ZT-14-Tags', stack: 'S', logicalId: '\u001b[2J\u202e', because: 'x', fix: 'y' };
  const printed = printedFindings({ assembly: 'a', stacks: 1, resources: 1, findings: [finding] });
  expect(printed).not.toContain('\u001b');
  expect(printed).not.toContain('\u202e');
});
