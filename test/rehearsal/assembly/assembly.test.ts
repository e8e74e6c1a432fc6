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
    expect(() => findPipelineStack(assemblyStacks(assembly(two)))).toThrow('choose one of One, Two with --pipeline');
  });

  test('fails where no stack has that name', () => {
    expect(() => findPipelineStack(assemblyStacks(assembly(two)), 'Three')).toThrow('--pipeline Three: no stack');
  });

  test('fails where there is none', () => {
    expect(() => findPipelineStack(assemblyStacks(assembly([{ id: 'Data' }])))).toThrow(
      'its stacks: Data): there is nothing',
    );
  });
});

test('a manifest in another form fails with its place', () => {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, 'manifest.json'), '{"artifacts": 1}');
  expect(() => assemblyStacks(directory)).toThrow('manifest.json is not the manifest of a cloud assembly');
});
