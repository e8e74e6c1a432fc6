import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Failure } from '../../failure';
import { type Buildspec, parseBuildspec } from './buildspec';

/** Reads a project's buildspec: inline text, a path in the source, or `buildspec.yml` where the project names none. */
export async function findBuildspec(declared: string | undefined, sourceDirectory: string): Promise<Buildspec> {
  if (declared !== undefined && isInline(declared)) return parseBuildspec(declared, "the project's inline buildspec");
  if (declared?.startsWith('arn:')) throw new Failure(`buildspec ${declared} lies in S3, which cannot be rehearsed`);
  const name = declared === undefined || declared === '' ? 'buildspec.yml' : declared;
  const path = join(sourceDirectory, name);
  if (relative(sourceDirectory, path).startsWith('..'))
    throw new Failure(`buildspec ${name} lies outside of the source`);
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new Failure(`YAML_FILE_ERROR: buildspec ${name} does not exist in the source`, { cause: error });
  });
  return parseBuildspec(content, `buildspec ${name}`);
}

function isInline(declared: string): boolean {
  return declared.trimStart().startsWith('{') || declared.includes('\n') || /^\s*version\s*:/.test(declared);
}
