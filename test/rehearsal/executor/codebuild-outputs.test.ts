import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { unzip } from '../../../lib/rehearsal/executor/artifacts/archive';
import { Failure } from '../../../lib/rehearsal/executor/failure';
import { build } from './_helpers/build';
import { BUILD_ROLE } from './_helpers/pipelines';
import { privateDirectory } from './_helpers/run';

describe('the artifacts and reports of a build', () => {
  test('are encrypted with the pipeline key', async () => {
    const { cloud, end } = await build(
      {
        phases: { build: { commands: ['mkdir -p out/deep && cp a.txt out/deep/b.txt && cp a.txt out/skip.map'] } },
        artifacts: { 'base-directory': 'out', files: ['**/*'], 'exclude-paths': ['*.map'] },
      },
      { 'a.txt': 'a' },
      { outputArtifacts: [{ name: 'Made' }] },
    );
    const [key, object] = [...cloud.objects].at(-1) ?? [];
    expect(key).toMatch(/^artifacts\/delivery\/Made\/[\w-]{7}$/);
    expect(object?.encryption).toEqual({ kmsKeyId: 'the-key' });
    expect(object?.by).toBe(BUILD_ROLE);
    const directory = await privateDirectory();
    await unzip(object?.body ?? Buffer.alloc(0), directory);
    expect(await readFile(join(directory, 'deep/b.txt'), 'utf8')).toBe('a');
    expect(existsSync(join(directory, 'skip.map'))).toBe(false);
    expect(end.outputs.map(({ artifactName }) => artifactName)).toEqual(['Made']);
  });

  test('are named in the log, also after a failure', async () => {
    const { end, lines } = await build({
      phases: { build: { commands: ['mkdir -p out/deep && touch out/deep/junit.xml', 'false'] } },
      reports: { 'arn:group': { files: ['**/junit.xml'], 'base-directory': 'out' } },
    });
    expect(end.status).toBe('Failed');
    expect(lines).toContainEqual(expect.stringContaining('Report group arn:group (JUNITXML): deep/junit.xml'));
  });

  test.each(['.', 'nowhere'])(
    'may lack a report’s files in %s: it is incomplete, and the build succeeds',
    async (directory) => {
      const { end, lines } = await build({
        phases: { build: { commands: ['true'] } },
        reports: { gate: { files: ['junit.xml'], 'base-directory': directory } },
      });
      expect(end.status).toBe('Succeeded');
      expect(lines).toContainEqual(expect.stringContaining('(JUNITXML): INCOMPLETE, no file matches junit.xml'));
    },
  );

  test('stay on disk after a failure, and are not published', async () => {
    const { cloud, end } = await build(
      { phases: { build: { commands: ['echo half > report.txt; exit 1'] } }, artifacts: { files: ['report.txt'] } },
      {},
      { outputArtifacts: [{ name: 'Made' }] },
    );
    expect(await readFile(join(end.outputs[0]?.directory ?? '', 'report.txt'), 'utf8')).toBe('half\n');
    expect([...cloud.objects.keys()].filter((key) => key.includes('/Made/'))).toEqual([]);
  });

  test.each([
    [
      { 'base-directory': 'nowhere', files: ['**/*'] },
      'CLIENT_ERROR: no matching base directory path found for nowhere',
    ],
    [{ files: ['nothing/*'] }, 'CLIENT_ERROR: no matching artifact paths found for nothing/*'],
  ])('fail the build where %j are missing', async (artifacts, summary) => {
    const spec = { phases: { build: { commands: ['true'] } }, artifacts };
    const { end } = await build(spec, { 'a.txt': 'a' }, { outputArtifacts: [{ name: 'Made' }] });
    expect(end.summary).toBe(summary);
  });

  test('come from all top-level directories that the base directory means, without their own names', async () => {
    const { end } = await build(
      {
        phases: {
          build: {
            commands: ['mkdir -p my-1 my-2/sub other', 'touch my-1/1.txt my-2/2.txt my-2/sub/3.txt other/4.txt'],
          },
        },
        artifacts: { files: ['**/*'], 'base-directory': 'my-*', 'discard-paths': 'yes' },
      },
      {},
      { outputArtifacts: [{ name: 'Made' }] },
    );
    expect((await readdir(end.outputs[0]?.directory ?? '')).sort()).toEqual(['1.txt', '2.txt', '3.txt']);
  });

  test('are each of several the secondary one of its name', async () => {
    const { end } = await build(
      {
        phases: { build: { commands: ['echo 1 > one; mkdir dir; echo 2 > dir/two'] } },
        artifacts: {
          'secondary-artifacts': { One: { files: ['one'] }, Two: { files: ['**/two'], 'discard-paths': 'yes' } },
        },
      },
      {},
      { outputArtifacts: [{ name: 'One' }, { name: 'Two' }] },
    );
    const [one, two] = end.outputs;
    expect(await readFile(join(one?.directory ?? '', 'one'), 'utf8')).toBe('1\n');
    expect(await readFile(join(two?.directory ?? '', 'two'), 'utf8')).toBe('2\n');
  });

  test('are shown before the build has succeeded, which fails where they cannot be used', async () => {
    const makes = { phases: { build: { commands: ['true'] } }, artifacts: { files: ['a.txt'] } };
    const shown: string[] = [];
    const { end, events } = await build(
      makes,
      { 'a.txt': 'a' },
      { outputArtifacts: [{ name: 'Made' }] },
      {
        built: async ([output]) => {
          shown.push(await readFile(join(output?.directory ?? '', 'a.txt'), 'utf8'));
          throw new Failure('no account to deploy it to');
        },
      },
    );
    expect(shown).toEqual(['a']);
    expect([end.status, end.summary]).toEqual(['Failed', 'no account to deploy it to']);
    expect(events.at(-1)).toMatchObject({ type: 'execution-ended', status: 'Failed' });
  });

  test('are shown of no build that has failed', async () => {
    const shown = jest.fn(async () => undefined);
    const { end } = await build({ phases: { build: { commands: ['false'] } } }, {}, {}, { built: shown });
    expect([end.status, shown.mock.calls]).toEqual(['Failed', []]);
  });
});
