import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A place in a file; lines and columns count from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The places of a stack trace that lie in a directory and in no package, the innermost first. */
export const placesInTrace = (output: string, directory: string): readonly SourcePlace[] =>
  [...output.matchAll(/^\s+at (?:.*\()?((?:file:\/\/)?\/[^()\n]+?):(\d+):(\d+)\)?$/gm)]
    .map(([, file = '', line, column]) => ({
      file: file.startsWith('file:') ? fileURLToPath(file) : file,
      line: Number(line),
      column: Number(column),
    }))
    .filter(({ file }) => isOwn(relative(directory, file)));

const isOwn = (path: string): boolean =>
  !isAbsolute(path) && !path.startsWith('..') && !path.split(sep).some((name) => /^(node_modules|\..*)$/.test(name));
