import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findPipelineStack } from '../../../../lib/rehearsal/assembly/pipeline-stack';
import { assemblyStacks } from '../../../../lib/rehearsal/assembly/read-assembly';
import { limitLines, shared } from '../../../../lib/rehearsal/rehearsable/limit';
import { notRehearsable } from '../../../../lib/rehearsal/rehearsable/rehearsable';
import { temporaryDirectory } from '../../_helpers/temporary-directory';

/** An action that builds the project. */
export const BUILD = {
  Name: 'Build',
  ActionTypeId: { Category: 'Build', Owner: 'AWS', Provider: 'CodeBuild', Version: '1' },
  Configuration: { ProjectName: { Ref: 'Project' } },
  InputArtifacts: [{ Name: 'source' }],
};
/** An action that deploys a template of an artifact. */
export const deploys = (TemplatePath: string) => ({
  ...BUILD,
  ActionTypeId: { Category: 'Deploy', Owner: 'AWS', Provider: 'CloudFormation', Version: '1' },
  Configuration: { ActionMode: 'CREATE_UPDATE', StackName: 's', TemplatePath },
});
const SOURCE = {
  Name: 'Source',
  ActionTypeId: { Category: 'Source', Owner: 'AWS', Provider: 'S3', Version: '1' },
  Configuration: { S3Bucket: { Ref: 'Bucket' }, S3ObjectKey: 'source.zip' },
  OutputArtifacts: [{ Name: 'source' }],
};
/** The buildspec of the project. */
export const SPEC = JSON.stringify({ version: '0.2', phases: { build: { commands: ['true'] } } });
const PROJECT = {
  Type: 'AWS::CodeBuild::Project',
  Properties: {
    Source: { Type: 'CODEPIPELINE', BuildSpec: SPEC },
    Artifacts: { Type: 'CODEPIPELINE' },
    Environment: { Type: 'LINUX_CONTAINER' },
    ServiceRole: 'arn:aws:iam::111111111111:role/build',
  },
};

/** A pipeline whose stage `dev` has more than an action that can be rehearsed. */
const pipeline = (stage: object, more: object = {}) => ({
  Type: 'AWS::CodePipeline::Pipeline',
  Properties: {
    RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Stages: [
      { Name: 'Source', Actions: [SOURCE] },
      { Name: 'dev', Actions: [BUILD], ...stage },
    ],
    ...more,
  },
  Metadata: { 'aws:cdk:path': 'Tools/Pipeline/Resource' },
});

/** What of the app is otherwise. */
export interface Planted {
  readonly shop?: object;
  readonly sections?: object;
  readonly stage?: object;
  readonly pipeline?: object;
  readonly project?: object;
  readonly images?: object;
  /** More resources of the pipeline's stack. */
  readonly tools?: object;
  /** Resources of a stack at the top, `Alone`. */
  readonly alone?: object;
  /** Files of the app. */
  readonly files?: Readonly<Record<string, string>>;
  /** What the pipeline's stack depends on. */
  readonly dependencies?: readonly string[];
}

/** An assembly with a pipeline, and a stack of a stage that it deploys twice. */
const assembly = (planted: Planted) => {
  const directory = temporaryDirectory();
  const write = (name: string, value: unknown): void => writeFileSync(join(directory, name), JSON.stringify(value));
  const stack = (id: string, region: string) => ({
    type: 'aws:cloudformation:stack',
    environment: `aws://222222222222/${region}`,
    displayName: id,
    properties: { templateFile: `${id.replace('/', '')}.template.json` },
    additionalMetadataFile: `${id.replace('/', '')}.metadata.json`,
  });
  write('manifest.json', {
    artifacts: {
      Tools: { ...stack('Tools', 'us-east-1'), dependencies: planted.dependencies ?? [] },
      Alone: stack('Alone', 'us-east-1'),
      dev: { type: 'cdk:cloud-assembly', properties: { directoryName: 'dev' } },
    },
  });
  for (const [name, content] of Object.entries(planted.files ?? {})) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  for (const id of ['Tools', 'Alone']) write(`${id}.metadata.json`, {});
  write('Alone.template.json', { Resources: planted.alone ?? {} });
  write('Alone.assets.json', { dockerImages: planted.alone ?? {} });
  const project = { ...PROJECT, Properties: { ...PROJECT.Properties, ...planted.project } };
  write('Tools.template.json', {
    Resources: { Project: project, Pipeline: pipeline(planted.stage ?? {}, planted.pipeline), ...planted.tools },
  });
  mkdirSync(join(directory, 'dev'));
  write('dev/manifest.json', {
    artifacts: { 'dev/Shop': stack('dev/Shop', 'eu-west-1'), 'dev/Till': stack('dev/Till', 'us-east-1') },
  });
  for (const id of ['Shop', 'Till']) {
    const metadata = {
      [`/dev/${id}/Thing/Resource`]: [
        { type: 'aws:cdk:logicalId', data: 'Thing' },
        { type: 'aws:cdk:creationStack', data: ['...aws-cdk-lib...', `new ${id} (${directory}/src/shop.ts:12:5)`] },
      ],
    };
    write(`dev/dev${id}.metadata.json`, metadata);
    write(`dev/dev${id}.template.json`, {
      Resources: { Queue: { Type: 'AWS::SQS::Queue' }, ...planted.shop },
      ...planted.sections,
    });
    write(`dev/dev${id}.assets.json`, { files: {}, dockerImages: id === 'Shop' ? (planted.images ?? {}) : {} });
  }
  return directory;
};

/** The app with something planted, as it was synthesized. */
export const synthesisOf = (planted: Planted, isOurs = true) => {
  const directory = assembly(planted);
  const stacks = assemblyStacks(directory);
  return { stacks, pipeline: findPipelineStack(stacks), directory, isOurs };
};

/** What is said of it, a line each. */
export const linesOf = async (planted: Planted, isOurs?: boolean) =>
  limitLines(shared(await notRehearsable(synthesisOf(planted, isOurs)))).map((line) => line.trim());

/** A resource in the stacks of the stage. */
export const thing = (resource: object) => ({ shop: { Thing: resource } });
