import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { sha256 } from '../../lib/ground/sha256';
import { UserError } from '../../lib/ground/user-error';
import { REPORT_IN_RELEASE, readReviewedRelease } from '../../lib/review/read-release';
import type { Release } from '../../lib/review/template';

/** Path relative to the project → SHA-256 of the file that was synthesized from; bin/sources.mjs writes it. */
const sources = z.record(z.string(), z.string());

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
  const from = Object.entries(sources.parse(JSON.parse(readFileSync(list, 'utf8'))));
  const changed = from.find(([file, hash]) => !isSame(join(root, file), hash));
  if (changed) throw new UserError(`cdk.out was made from another ${changed[0]}: run npm run synth`);
  return readReviewedRelease(assembly);
};

const isSame = (file: string, hash: string): boolean => existsSync(file) && sha256(readFileSync(file)) === hash;
