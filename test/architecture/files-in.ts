import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What is not of this repository, or made by it: nobody can say that it is there. The configuration is whoever's uses it. */
export const MADE =
  /^(node_modules|cdk\.out|\.build|\.rehearsal|\.venv|coverage|\.git)(\/|$)|^delivery\.config\.ts$|(^|\/)(__pycache__|\.ruff_cache)(\/|$)/;

/** Every file of the repository below a folder, without what is made. */
export const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (MADE.test(path)) return [];
    return entry.isDirectory() ? filesIn(path) : [path];
  });
