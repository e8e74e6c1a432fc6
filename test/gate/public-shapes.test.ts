import { describe, expect, test } from '@jest/globals';
import { gateAssembly, printedFindings } from '../../lib/gate/gate-directory';
import { CONTAINERS } from './_fixtures/public-shapes/containers';
import { DATA_LAKE } from './_fixtures/public-shapes/data-lake';
import { FAN_OUT } from './_fixtures/public-shapes/fan-out';
import { NESTED } from './_fixtures/public-shapes/nested';
import { PIPELINES_APP } from './_fixtures/public-shapes/pipelines-app';
import { SERVERLESS_API } from './_fixtures/public-shapes/serverless-api';
import type { PublicShape } from './_fixtures/public-shapes/shape';
import { STATIC_SITE } from './_fixtures/public-shapes/static-site';
import { filesIn } from './_helpers/assembly';
import { inDirectory } from './_helpers/judge';

const SHAPES: Readonly<Record<string, PublicShape>> = {
  'a static site': STATIC_SITE,
  'a serverless API': SERVERLESS_API,
  'a service of containers': CONTAINERS,
  'events that fan out': FAN_OUT,
  'a data lake': DATA_LAKE,
  'an app of CDK Pipelines': PIPELINES_APP,
  'nested stacks and custom resources': NESTED,
};

const ANYWHERE = 'aws://unknown-account/unknown-region';

/** Files of an assembly: a directory for each stage, a template for each stack. */
const filesOf = ({ stacks, places = {}, nested = {} }: PublicShape) => {
  const files: Record<string, unknown> = { ...nested };
  const artifacts: Record<string, Record<string, object>> = { '': {} };
  for (const [path, template] of Object.entries(stacks)) {
    const [stack = '', stage = ''] = path.split('/').toReversed();
    const directory = stage === '' ? '' : `assembly-${stage}/`;
    const templateFile = `${stage}${stack}.template.json`;
    files[`${directory}${templateFile}`] = template;
    const type = 'aws:cloudformation:stack';
    artifacts[directory] ??= {};
    artifacts[directory][`${stage}${stack}`] = {
      type,
      environment: places[path] ?? ANYWHERE,
      displayName: path,
      properties: { templateFile },
    };
    if (stage !== '') {
      const properties = { directoryName: `assembly-${stage}` };
      Object.assign(artifacts[''] ?? {}, { [`assembly-${stage}`]: { type: 'cdk:cloud-assembly', properties } });
    }
  }
  for (const [directory, own] of Object.entries(artifacts)) {
    files[`${directory}manifest.json`] = { version: '48.0.0', artifacts: own };
  }
  return files;
};

describe.each(Object.entries(SHAPES))('the gate, asked about %s in the shape of a public app,', (_, shape) => {
  const verdict = inDirectory((directory) => {
    filesIn(directory, filesOf(shape));
    return gateAssembly(directory);
  });

  test('has looked at all of it, and no rule was at a loss', () => {
    const templates = [...Object.values(shape.stacks), ...Object.values(shape.nested ?? {})];
    expect(verdict.stacks).toBe(templates.length);
    expect(verdict.resources).toBe(templates.flatMap(({ Resources }) => Object.keys(Resources ?? {})).length);
    expect(verdict.findings.filter(({ because }) => because.includes('could not look'))).toEqual([]);
  });

  test('finds what has to be found', () => {
    const found = verdict.findings.map(({ rule, logicalId }) => `${rule} ${logicalId}`);
    expect(
      shape.expected.map(([rule, logicalId]) => `${rule} ${logicalId}`).filter((each) => !found.includes(each)),
    ).toEqual([]);
  });

  test('says what is wrong, where, and what to do, each thing once and in a line', () => {
    const all = [...Object.values(shape.stacks), ...Object.values(shape.nested ?? {})];
    const ids = new Set(all.flatMap(({ Resources }) => Object.keys(Resources ?? {})));
    for (const { because, fix, stack, logicalId = '' } of verdict.findings) {
      expect(because).toMatch(/^\S.{10,}$/);
      expect(because).not.toMatch(/undefined|\[object|NaN/);
      expect(because.length).toBeLessThan(900);
      expect(fix).toMatch(/^[A-Z].{10,}\.$/);
      expect(stack).not.toBe('');
      expect(ids.has(logicalId) || logicalId.startsWith('(')).toBe(true);
    }
    const lines = verdict.findings.map((each) => JSON.stringify(each));
    expect(lines.filter((line, at) => lines.indexOf(line) !== at)).toEqual([]);
    expect(printedFindings(verdict)).toContain('gate: no.');
  });
});
