import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Bundles the pipeline's programs into a directory, as `npm run bundle` does; answers the file. */
export const bundledPipeline = async (directory: string): Promise<string> => {
  await promisify(execFile)(process.execPath, ['bin/bundle.mjs', directory]);
  return join(directory, 'pipeline.mjs');
};
