import { afterAll } from '@jest/globals';
import type { ExecutorOptions } from '../../../../lib/rehearsal/executor/options';
import { FakeCloud } from './fake-cloud';
import { buildAction, pipeline, project, stage } from './pipelines';
import { cleanUp, ended, output, run } from './run';
import { withFiles } from './write-files';

afterAll(cleanUp);

/** Runs one build named `Make` with the given phases on the given source. */
export const build = async (
  buildspec: object,
  files: Readonly<Record<string, string>> = { 'a.txt': 'a' },
  more = {},
  options: Partial<ExecutorOptions> = {},
) => {
  const cloud = new FakeCloud(pipeline([stage('Build', buildAction('Make', more))]));
  cloud.projects.set('Make', project('Make', buildspec));
  const done = await run(cloud, await withFiles(files), options);
  return { cloud, ...done, end: ended(done, 'Make'), lines: output(done, 'Make') };
};
