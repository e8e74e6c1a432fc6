import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { lockedTool } from '../../lib/pipeline/locked-tool';
import packageJson from '../../package.json';
import packageLock from '../../package-lock.json';

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
