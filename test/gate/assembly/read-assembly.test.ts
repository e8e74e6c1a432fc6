import { symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readAssembly } from '../../../lib/gate/assembly/read-assembly';
import { UserError } from '../../../lib/ground/user-error';
import { filesIn, manifest } from '../_helpers/assembly';
import { inDirectory } from '../_helpers/judge';

const TEMPLATE = { Resources: { Group: { Type: 'AWS::Logs::LogGroup' } } };
const deep = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

/** Reads an assembly of these files, after a change that files cannot say. */
const read = (files: Readonly<Record<string, unknown>>, change: (directory: string) => void = () => {}) =>
  inDirectory((directory) => {
    filesIn(directory, files);
    change(directory);
    return readAssembly(directory).stacks;
  });

test('an assembly is read with its place', () => {
  expect(read({ 'manifest.json': manifest('t.json'), 't.json': TEMPLATE })).toMatchObject([
    { path: 'Stack', account: '222222222222', region: 'us-east-1', template: TEMPLATE },
  ]);
});

test('a stack that may be deployed anywhere gets a place that nobody has', () => {
  const anywhere = manifest('t.json', '55.0.0', 'aws://unknown-account/unknown-region');
  expect(read({ 'manifest.json': anywhere, 't.json': TEMPLATE })).toMatchObject([{ account: '000000000000' }]);
});

test('stages and nested stacks are read, too', () => {
  const nested = { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'n.json' } };
  const stage = { type: 'cdk:cloud-assembly', properties: { directoryName: 'stage' } };
  const stacks = read({
    'manifest.json': { version: '55.0.0', artifacts: { Stage: stage } },
    'stage/manifest.json': manifest('t.json'),
    'stage/t.json': { Resources: { Nested: nested } },
    'stage/n.json': TEMPLATE,
  });
  expect(stacks.map(({ path }) => path)).toEqual(['Stack', 'Stack/Nested']);
});

describe('fails with a clear error', () => {
  const good = { 't.json': TEMPLATE };
  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['an empty directory', {}, 'names manifest.json, but there is no'],
    ['a manifest that is no JSON', { 'manifest.json': '{' }, 'is not JSON'],
    ['a manifest that is a list', { 'manifest.json': [] }, 'must hold a JSON object'],
    [
      'a version from the future',
      { ...good, 'manifest.json': manifest('t.json', '99.0.0') },
      'schema version "99.0.0"',
    ],
    ['no version', { ...good, 'manifest.json': { artifacts: {} } }, 'schema version undefined'],
    ['a version that is none', { ...good, 'manifest.json': manifest('t.json', 55) }, 'schema version 55'],
    ['no stack', { 'manifest.json': { version: '55.0.0' } }, 'has no stack'],
    ['artifacts that are a list', { 'manifest.json': { version: '55.0.0', artifacts: [] } }, 'must be an object'],
    [
      'look-ups without answer',
      { ...good, 'manifest.json': { ...manifest('t.json'), missing: [{ key: 'vpc-provider:x', provider: 'vpc' }] } },
      'without the answers to vpc-provider:x',
    ],
    ['an artifact that is none', { 'manifest.json': { version: '55.0.0', artifacts: { a: 1 } } }, 'has no type'],
    ['a template that is missing', { 'manifest.json': manifest('t.json') }, 'there is no'],
    ['a template without name', { 'manifest.json': manifest(undefined) }, 'names no file, got undefined'],
    ['an absolute path', { 'manifest.json': manifest('/etc/passwd') }, 'leads outside the assembly'],
    ['a path that leads up', { 'manifest.json': manifest('../../etc/passwd') }, 'leads outside the assembly'],
    ['a template that is no JSON', { 'manifest.json': manifest('t.json'), 't.json': 'Resources:' }, 'is not JSON'],
    ['a directory for a template', { 'manifest.json': manifest('d'), 'd/x': '' }, 'is not a file'],
    ['a template nested too deeply', { 'manifest.json': manifest('t.json'), 't.json': deep(3000) }, 'levels deep'],
    ['resources that are a list', { 'manifest.json': manifest('t.json'), 't.json': { Resources: [] } }, 'Resources in'],
    [
      'a resource that is a text',
      { 'manifest.json': manifest('t.json'), 't.json': { Resources: { A: 'x' } } },
      'no Type',
    ],
    [
      'properties that are a text',
      { 'manifest.json': manifest('t.json'), 't.json': { Resources: { A: { Type: 'X', Properties: 'x' } } } },
      'Properties of A',
    ],
    ['no environment', { ...good, 'manifest.json': manifest('t.json', '55.0.0', null) }, 'has the environment null'],
  ])('for %s', (_, files, message) => {
    expect(() => read(files)).toThrow(UserError);
    expect(() => read(files)).toThrow(message);
  });

  test('for a directory that is not there', () => {
    expect(() => readAssembly('/nowhere/at/all')).toThrow('there is no assembly /nowhere/at/all');
  });

  test('for a link that leads outside', () => {
    const link = (directory: string) => symlinkSync('/etc/hostname', join(directory, 't.json'));
    expect(() => read({ 'manifest.json': manifest('t.json') }, link)).toThrow('leads outside the assembly');
  });

  test('for a huge file, without reading it', () => {
    const grow = (directory: string) => truncateSync(join(directory, 't.json'), 1024 ** 3);
    expect(() => read({ 'manifest.json': manifest('t.json'), 't.json': '{}' }, grow)).toThrow('1073741824 bytes');
  });

  test('for a stage that contains itself', () => {
    const stage = { type: 'cdk:cloud-assembly', properties: { directoryName: '.' } };
    expect(() => read({ 'manifest.json': { version: '55.0.0', artifacts: { Stage: stage } } })).toThrow(
      'contains itself',
    );
  });

  test('for a nested stack that does not say where its template is', () => {
    const files = {
      'manifest.json': manifest('t.json'),
      't.json': { Resources: { Nested: { Type: 'AWS::CloudFormation::Stack' } } },
    };
    expect(() => read(files)).toThrow('does not say where its template is');
  });

  test('for a nested stack that contains itself', () => {
    const nested = { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 't.json' } };
    const files = { 'manifest.json': manifest('t.json'), 't.json': { Resources: { Nested: nested } } };
    expect(() => read(files)).toThrow('nests stacks more than');
  });
});
