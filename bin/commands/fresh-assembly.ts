import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../lib/ground/user-error';
import type { Release } from '../../lib/review/baseline';
import { REPORT_IN_RELEASE, readRelease } from '../../lib/review/read-release';

/** What a synthesis reads, relative to the project. */
const SOURCES = [
  ...['bin/app.ts', 'acknowledgements.yaml', 'delivery.config.ts', 'package-lock.json', 'cdk.json', 'functions'],
  ...['config', 'contract', 'gate', 'pipeline', 'policy', 'stacks', 'stages'].map((room) => `lib/${room}`),
];

/**
 * The release that was synthesized last.
 *
 * @throws UserError where there is none, or where a source is newer
 */
export function freshRelease(root: string): Release {
  const report = join(root, 'cdk.out', REPORT_IN_RELEASE);
  if (!existsSync(report)) throw new UserError(`there is no ${report}: run npm run synth`);
  const made = statSync(report).mtimeMs;
  const newer = SOURCES.flatMap((source) => filesOf(root, source)).find(
    (file) => statSync(join(root, file)).mtimeMs > made,
  );
  if (newer !== undefined) throw new UserError(`cdk.out is older than ${newer}: run npm run synth`);
  return readRelease(join(root, 'cdk.out'));
}

function filesOf(root: string, source: string): readonly string[] {
  const path = join(root, source);
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [source];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}
