import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, jsonIn } from '../../lib/ground/json';
import { printableLine } from '../../lib/ground/printable';
import { UserError } from '../../lib/ground/user-error';
import { REPORT_IN_RELEASE, readReviewedRelease } from '../../lib/review/read-release';
import type { Release } from '../../lib/review/template';

/**
 * The release that was synthesized last.
 *
 * @throws {UserError} when there is none, or where what it was synthesized from has changed
 */
export const freshRelease = (root: string): Release => {
  const assembly = join(root, 'cdk.out');
  const report = join(assembly, REPORT_IN_RELEASE);
  if (!existsSync(report)) throw new UserError(`there is no ${report}: run npm run synth`);
  const list = join(assembly, 'gate', 'sources.json');
  if (!existsSync(list))
    throw new UserError(`there is no ${list}, which says what cdk.out was made from: run npm run synth`);
  const from = jsonIn(readFileSync(list), list);
  if (!isObject(from)) throw new UserError(`${list} does not say what cdk.out was made from: run npm run synth`);
  const now = sourcesNow(root);
  const changed = Object.keys({ ...from, ...now }).find((file) => from[file] !== now[file]);
  if (changed !== undefined)
    throw new UserError(`cdk.out was made from another ${printableLine(changed)}: run npm run synth`);
  return readReviewedRelease(assembly);
};

const ASK = "import { sources } from './bin/sources.mjs'; process.stdout.write(JSON.stringify(sources()));";

/** Path relative to the project → SHA-256 of the file, of everything that a synthesis begun now would read. */
const sourcesNow = (root: string): Readonly<Record<string, string>> =>
  JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', ASK], { cwd: root, encoding: 'utf8' }));
