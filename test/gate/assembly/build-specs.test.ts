import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { buildSpecsBeside } from '../../../lib/gate/assembly/build-specs';
import { filesIn } from '../_helpers/assembly';
import { inDirectory } from '../_helpers/judge';

const building = (BuildSpec: unknown) => ({
  Resources: { Build: { Type: 'AWS::CodeBuild::Project', Properties: { Source: { BuildSpec } } } },
});

describe('the build specification of a project', () => {
  test('is read where it lies beside the template', () => {
    inDirectory((directory) => {
      filesIn(directory, { 'buildspec-a.yaml': 'version: 0.2' });
      const { buildSpecs } = buildSpecsBeside(building('buildspec-a.yaml'), directory);
      expect(buildSpecs).toEqual(new Map([['buildspec-a.yaml', 'version: 0.2']]));
    });
  });

  test.each([
    ['stands in the template', '{"version":"0.2"}'],
    ['is a path', 'sub/buildspec.yaml'],
    ['leads up', '../buildspec.yaml'],
    ['is not there', 'other.yaml'],
    ['is no text', { Ref: 'x' }],
  ])('is not looked for where it %s', (_, given) => {
    inDirectory((directory) => {
      filesIn(directory, { 'sub/buildspec.yaml': 'x' });
      expect(buildSpecsBeside(building(given), directory)).toEqual({});
    });
  });

  test('fails where it is a link out of the assembly, or no file', () => {
    inDirectory((directory) => {
      filesIn(directory, { 'outside.yaml': 'x', 'assembly/manifest.json': {} });
      const assembly = join(directory, 'assembly');
      symlinkSync(join(directory, 'outside.yaml'), join(assembly, 'link.yaml'));
      mkdirSync(join(assembly, 'directory.yaml'));
      expect(() => buildSpecsBeside(building('link.yaml'), assembly)).toThrow('leads outside the assembly');
      expect(() => buildSpecsBeside(building('directory.yaml'), assembly)).toThrow('is not a file');
    });
  });
});
