import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { lockedTool } from '../../lib/pipeline/locked-tool';
import packageJson from '../../package.json';
import packageLock from '../../package-lock.json';
import { delivery } from './_helpers/delivered-pipeline';
import { buildspecOf } from './_helpers/delivery';

const assembly = mkdtempSync(join(tmpdir(), 'assembly-'));
afterAll(() => rmSync(assembly, { recursive: true, force: true }));

const written = (name: string, file: string) => JSON.parse(readFileSync(join(assembly, 'tools', name, file), 'utf8'));

describe("a job's tool", () => {
  test.each(['aws-cdk', 'cdk-assets'] as const)('%s is pinned by version and hash of the lockfile', (name) => {
    const { version } = lockedTool(assembly, name);
    expect(version).toBe(`file:./tools/${name}/node_modules/${name}`);
    expect(written(name, 'package.json').dependencies).toEqual({ [name]: packageJson.dependencies[name] });
    const { version: pinned, integrity } = packageLock.packages[`node_modules/${name}`];
    expect(integrity).toMatch(/^sha512-/);
    expect(written(name, 'package-lock.json')).toMatchObject({
      lockfileVersion: 3,
      packages: { [`node_modules/${name}`]: { version: pinned, integrity } },
    });
  });

  test.each([
    ['no-such-tool', 'expected object'],
    ['yauzl', 'it brings other packages, which a lockfile of it alone would not pin'],
  ])('fails for %s', (name, why) => {
    expect(() => lockedTool(assembly, name)).toThrow(why);
  });
});

describe("the library's own jobs", () => {
  test('name the version of Node everywhere: the image starts with another', () => {
    const builds = delivery.resources('AWS::CodeBuild::Project').map(([, project]) => project);
    expect(builds).toHaveLength(7);
    for (const project of builds) {
      const fromAssembly = JSON.stringify(project['Source']).includes('FileAsset.yaml');
      const buildspec = fromAssembly ? JSON.parse(delivery.assetsBuildspec) : buildspecOf(project);
      expect(buildspec).toMatchObject({ phases: { install: { 'runtime-versions': { nodejs: 22 } } } });
    }
  });

  test('install the command lines from a lockfile that the assembly carries', () => {
    expect(buildspecOf(delivery.projectOf('UpdatePipeline', 'SelfMutate'))).toMatchObject({
      phases: {
        install: {
          commands: [
            'npm --prefix tools/aws-cdk ci --ignore-scripts',
            'npm install -g aws-cdk@file:./tools/aws-cdk/node_modules/aws-cdk',
          ],
        },
        build: { commands: ['cdk -a . deploy Delivery --require-approval=never --verbose'] },
      },
    });
    const assets = JSON.parse(delivery.assetsBuildspec);
    expect(assets.phases.install.commands).toEqual([
      'npm --prefix tools/cdk-assets ci --ignore-scripts',
      'npm install -g cdk-assets@file:./tools/cdk-assets/node_modules/cdk-assets',
    ]);
  });
});
