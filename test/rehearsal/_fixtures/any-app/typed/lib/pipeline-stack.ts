import { Stack, type StackProps, Stage } from 'aws-cdk-lib';
import { BuildSpec } from 'aws-cdk-lib/aws-codebuild';
import { PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CodePipeline, CodePipelineSource, ShellStep } from 'aws-cdk-lib/pipelines';
import type { Construct } from 'constructs';

const RUNTIME = BuildSpec.fromObject({
  version: '0.2',
  phases: { install: { 'runtime-versions': { nodejs: 22 } } },
});

/** Delivers a topic to a stage. */
export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const account = this.account;
    const input = CodePipelineSource.connection('somebody/typed', 'main', {
      connectionArn: `arn:aws:codestar-connections:us-east-1:${account}:connection/00000000-0000-0000-0000-000000000000`,
    });
    const pipeline = new CodePipeline(this, 'Delivery', {
      pipelineName: 'typed',
      pipelineType: PipelineType.V2,
      cliVersion: '2.1148.1',
      codeBuildDefaults: { partialBuildSpec: RUNTIME },
      synth: new ShellStep('Synth', { input, commands: ['npm ci', 'npx cdk synth'] }),
    });
    const stage = new Stage(this, 'Live');
    new Topic(new Stack(stage, 'App'), 'News', { displayName: 'News' });
    pipeline.addStage(stage);
  }
}
