import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeBundle } from '../../../lib/evidence/bundle/write-bundle';
import type { HeldBundle } from './held-bundle';
import type { Releases } from './releases';

/** Two bundles on disk, `bundle` after `before`, and `signing-key.pem` beside them. */
export const writtenIn = async (directory: string, { first, second, signer }: Releases): Promise<void> => {
  await writeBundle(join(directory, 'before'), first.contents);
  await writeBundle(join(directory, 'bundle'), second.contents);
  writeFileSync(join(directory, 'signing-key.pem'), signer.pem);
};

/** A bundle at a path. */
export const written = async (path: string, bundle: HeldBundle): Promise<string> => {
  await writeBundle(path, bundle.contents);
  return path;
};
