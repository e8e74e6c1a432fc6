import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findPipelineStack } from '../../../lib/rehearsal/assembly/pipeline-stack';
import {
  assemblyStacks,
  bootstrapName,
  bootstrapTargets,
  isToolkitStack,
  toolkitStack,
} from '../../../lib/rehearsal/assembly/read-assembly';
import { temporaryDirectory } from '../_helpers/temporary-directory';

const PIPELINE = {
  Resources: { P: { Type: 'AWS::CodePipeline::Pipeline', Properties: { Stages: [{ Name: 'Source' }] } } },
};
const EMPTY = { Resources: {} };

interface StackInput {
  readonly id: string;
  readonly environment?: string;
  readonly version?: string;
  readonly template?: object;
}

/** A cloud assembly as the CDK lays it out; stages are nested assemblies. */
const assembly = (
  stacks: readonly StackInput[],
  stages: Readonly<Record<string, readonly StackInput[]>> = {},
): string => {
  const directory = temporaryDirectory();
  const write = (at: string, list: readonly StackInput[], nested: readonly string[]): void => {
    mkdirSync(at, { recursive: true });
    const artifacts: Record<string, object> = {};
    for (const { id, environment = 'aws://111111111111/us-east-1', version, template = EMPTY } of list) {
      writeFileSync(join(at, `${id}.json`), JSON.stringify(template));
      const properties = { templateFile: `${id}.json`, bootstrapStackVersionSsmParameter: version };
      artifacts[id] = { type: 'aws:cloudformation:stack', environment, properties };
    }
    for (const name of nested) artifacts[name] = { type: 'cdk:cloud-assembly', properties: { directoryName: name } };
    writeFileSync(join(at, 'manifest.json'), JSON.stringify({ version: '55.0.0', artifacts }));
  };
  write(directory, stacks, Object.keys(stages));
  for (const [name, list] of Object.entries(stages)) write(join(directory, name), list, []);
  return directory;
};

const tools = { account: '111111111111', region: 'us-east-1' };

describe('accounts to bootstrap', () => {
  test('are those of all stacks, nested stages and support stacks of other regions included, each once', () => {
    const directory = assembly(
      [
        { id: 'Pipeline', template: PIPELINE },
        { id: 'support', environment: 'aws://111111111111/eu-west-1' },
      ],
      {
        dev: [{ id: 'one', environment: 'aws://222222222222/us-east-1' }],
        prod: [
          { id: 'two', environment: 'aws://333333333333/eu-west-1' },
          { id: 'three', environment: 'aws://333333333333/eu-west-1' },
        ],
      },
    );
    expect(bootstrapTargets(assemblyStacks(directory), tools).map(bootstrapName)).toEqual([
      'aws://111111111111/eu-west-1',
      'aws://111111111111/us-east-1',
      'aws://222222222222/us-east-1',
      'aws://333333333333/eu-west-1',
    ]);
  });

  test('are the tools account where a stack leaves its environment open', () => {
    const stacks = assemblyStacks(assembly([{ id: 'Pipeline', environment: 'aws://unknown-account/unknown-region' }]));
    expect(bootstrapTargets(stacks, tools)).toEqual([{ ...tools, qualifier: 'hnb659fds' }]);
  });

  test('are told by the qualifiers of their bootstraps, which are in stacks of their own', () => {
    const stacks = assemblyStacks(
      assembly([
        { id: 'Pipeline', version: '/cdk-bootstrap/hnb659fds/version' },
        { id: 'own', version: '/cdk-bootstrap/own/version' },
        { id: 'more', version: '/cdk-bootstrap/own/version' },
        { id: 'odd', version: '/somewhere/else' },
      ]),
    );
    const targets = bootstrapTargets(stacks, tools);
    expect(targets.map(bootstrapName)).toEqual(['aws://111111111111/us-east-1', 'aws://111111111111/us-east-1 own']);
    const names = targets.map(({ qualifier }) => toolkitStack(qualifier));
    expect(names).toEqual(['CDKToolkit', 'CDKToolkit-own']);
    expect([...names, 'CDKToolkits', 'data'].map(isToolkitStack)).toEqual([true, true, false, false]);
  });
});

describe('the pipeline stack', () => {
  const two = [
    { id: 'One', template: PIPELINE },
    { id: 'Two', template: PIPELINE },
  ];

  test('is the top-level one with a pipeline', () => {
    const stacks = assemblyStacks(
      assembly([{ id: 'Delivery', template: PIPELINE }, { id: 'Other' }], {
        dev: [{ id: 'inner', template: PIPELINE }],
      }),
    );
    expect(findPipelineStack(stacks)).toMatchObject({ id: 'Delivery', logicalId: 'P', stageNames: ['Source'] });
  });

  test('is the one that was asked for where there are several', () => {
    expect(findPipelineStack(assemblyStacks(assembly(two)), 'Two').id).toBe('Two');
  });

  test('fails where it would be a guess', () => {
    expect(() => findPipelineStack(assemblyStacks(assembly(two)))).toThrow(
      'the app has several pipelines: choose one of One/P, Two/P with --pipeline',
    );
  });

  test('fails where no stack has that name', () => {
    expect(() => findPipelineStack(assemblyStacks(assembly(two)), 'Three')).toThrow(
      '--pipeline Three: no stack or construct with a pipeline has that name, there is One/P, Two/P',
    );
  });

  test('fails where there is none', () => {
    expect(() => findPipelineStack(assemblyStacks(assembly([{ id: 'Data' }])))).toThrow(
      'its stacks: Data): there is nothing',
    );
  });
});

describe('a pipeline by its construct path', () => {
  const at = (...paths: readonly string[]) => ({
    Resources: Object.fromEntries(
      paths.map((path, number) => [
        `P${number}`,
        { Type: 'AWS::CodePipeline::Pipeline', Metadata: { 'aws:cdk:path': `${path}/Resource` } },
      ]),
    ),
  });
  const inOne = () =>
    assemblyStacks(assembly([{ id: 'Tools', template: at('Tools/Web/Pipeline', 'Tools/Api/Pipeline') }]));

  test.each([
    ['Tools/Api/Pipeline', 'P1'],
    ['Tools/Api', 'P1'],
    ['Tools/Web/Pipeline/Resource', 'P0'],
  ])('is found among several of one stack: %s', (wanted, logicalId) => {
    expect(findPipelineStack(inOne(), wanted)).toMatchObject({ id: 'Tools', logicalId });
  });

  test.each([
    [undefined, 'the app has several pipelines: choose one of Tools/Web/Pipeline, Tools/Api/Pipeline'],
    ['Tools', '--pipeline Tools names several pipelines: choose one of Tools/Web/Pipeline, Tools/Api/Pipeline'],
    ['Tools/Ap', 'no stack or construct with a pipeline has that name'],
  ])('fails where it would be a guess, or is only the beginning of a name: %s', (wanted, says) => {
    expect(() => findPipelineStack(inOne(), wanted)).toThrow(says);
  });

  test('is found beside what a transform makes resources of, in a template of any shape', () => {
    const loops = {
      Resources: { 'Fn::ForEach::Topic': ['Name', ['a'], {}], Odd: { Properties: {} }, ...PIPELINE.Resources },
    };
    const stacks = [
      { id: 'Delivery', template: loops },
      { id: 'None', template: {} },
      { id: 'List', template: { Resources: [1] } },
    ];
    expect(findPipelineStack(assemblyStacks(assembly(stacks)))).toMatchObject({ id: 'Delivery', logicalId: 'P' });
  });

  test('is known by both branches of a condition, and says where a name is known only later', () => {
    const named = (Stages: unknown) => {
      const template = { Resources: { P: { Type: 'AWS::CodePipeline::Pipeline', Properties: { Stages } } } };
      return findPipelineStack(assemblyStacks(assembly([{ id: 'Delivery', template }])));
    };
    const ActionTypeId = { Category: 'Source', Provider: 'S3' };
    const source = { Name: 'Pull', ActionTypeId, OutputArtifacts: [{ Name: 'Code' }] };
    const ask = { 'Fn::If': ['Asks', { Name: 'Ask', Actions: [{ Name: 'A' }] }, { Ref: 'AWS::NoValue' }] };
    expect(named([{ Name: 'Source', Actions: [source] }, ask])).toMatchObject({
      stageNames: ['Source', 'Ask'],
      actionNames: ['Source/Pull', 'Ask/A'],
      sources: [{ actionName: 'Pull', outputs: ['Code'] }],
      isWhole: true,
    });
    expect(named([{ Name: { Ref: 'Stage' } }, { Name: 'Last' }])).toMatchObject({
      stageNames: ['Last'],
      isWhole: false,
    });
    expect(named('odd')).toMatchObject({ stageNames: [], isWhole: false });
  });

  test('is that of a stack inside a stage, where no top-level stack has one', () => {
    const stacks = assemblyStacks(
      assembly([], { tools: [{ id: 'Delivery', template: at('tools/Delivery/Pipeline') }] }),
    );
    expect(findPipelineStack(stacks)).toMatchObject({ id: 'Delivery', topLevel: false });
  });

  test('is that of a stack inside a stage, where it is asked for', () => {
    const stages = { dev: [{ id: 'inner', template: at('dev/inner/Pipeline') }] };
    const stacks = assemblyStacks(assembly([{ id: 'Delivery', template: at('Delivery/Pipeline') }], stages));
    expect(findPipelineStack(stacks, 'dev/inner').id).toBe('inner');
  });

  test('is found in a nested stack, whose template lies beside that of its stack', () => {
    const nested = {
      Type: 'AWS::CloudFormation::Stack',
      Metadata: { 'aws:asset:path': 'nested.json', 'aws:asset:property': 'TemplateURL' },
    };
    const directory = assembly([{ id: 'Tools', template: { Resources: { Nested: nested } } }]);
    writeFileSync(join(directory, 'nested.json'), JSON.stringify(PIPELINE));
    const found = findPipelineStack(assemblyStacks(directory));
    expect(found).toMatchObject({ id: 'Tools', nestedIn: ['Nested'], logicalId: 'P', path: 'Tools/Nested/P' });
  });
});

test('a manifest in another form fails with its place', () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'manifest.json'), '{"artifacts": 1}');
  expect(() => assemblyStacks(directory)).toThrow('manifest.json is not the manifest of a cloud assembly');
});
