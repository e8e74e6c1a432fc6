import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnParameter, DefaultStackSynthesizer, Duration, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup, LogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { CfnParameter as SsmParameter, StringParameter } from 'aws-cdk-lib/aws-ssm';

/** Which edition of the app: what it says, and what it has besides. */
export interface Edition {
  readonly value: string;
  /** Code of its function, an asset. */
  readonly code: string;
  /** A parameter that its service refuses when everything else is made. */
  readonly broken?: boolean;
  /** A log group that is kept for so many days. */
  readonly days?: number;
  /** A log group of that name, which exists already. */
  readonly adopted?: string;
  readonly qualifier?: string;
}

/** Where the stacks of the app stand. */
export const PLACE = { account: '222222222222', region: 'us-east-1' } as const;

/** What the CDK's command line sets where it synthesizes itself: without it, no diff finds the template of a nested stack. */
const OF_THE_CLI = { 'aws:cdk:enable-asset-metadata': true, 'aws:cdk:enable-path-metadata': true };

/** Synthesizes an edition of an app of one stack with a parameter, a queue, a function, a log group and a nested stack. */
export const synthesize = (directory: string, edition: Edition): string => {
  const outdir = join(directory, 'cdk.out');
  const code = join(directory, 'code');
  mkdirSync(code, { recursive: true });
  writeFileSync(join(code, 'index.js'), edition.code);
  const app = new App({
    outdir,
    analyticsReporting: true,
    builtinCloudFormationValidation: false,
    context: OF_THE_CLI,
  });
  const synthesizer = new DefaultStackSynthesizer({ ...(edition.qualifier && { qualifier: edition.qualifier }) });
  const stack = new Stack(app, 'verbs', { env: PLACE, synthesizer });
  const given = new CfnParameter(stack, 'Given', { type: 'String', default: 'of the template' });
  new StringParameter(stack, 'Value', { parameterName: '/verbs/value', stringValue: edition.value });
  new StringParameter(stack, 'Told', { parameterName: '/verbs/told', stringValue: given.valueAsString });
  const queue = new CfnQueue(stack, 'Queue', { queueName: 'verbs', visibilityTimeout: 60 });
  queue.applyRemovalPolicy(RemovalPolicy.DESTROY);
  const handler = { handler: 'index.handler', runtime: Runtime.NODEJS_20_X, code: Code.fromAsset(code) };
  new LambdaFunction(stack, 'Function', { functionName: 'verbs', timeout: Duration.seconds(5), ...handler });
  const inner = new NestedStack(stack, 'Inner');
  new StringParameter(inner, 'Deep', { parameterName: '/verbs/deep', stringValue: edition.value });
  if (edition.broken) {
    const last = new SsmParameter(stack, 'Broken', { type: 'String', value: 'x', allowedPattern: '^y$' });
    last.node.addDependency(...stack.node.children.filter((child) => child !== last && child !== given));
  }
  if (edition.days !== undefined) new CfnLogGroup(stack, 'Kept', { retentionInDays: edition.days });
  if (edition.adopted !== undefined) {
    new LogGroup(stack, 'Adopted', { logGroupName: edition.adopted, removalPolicy: RemovalPolicy.RETAIN });
  }
  app.synth();
  return outdir;
};
