import { join } from 'node:path';
import { selectFiles } from '../../artifacts/glob';
import type { Buildspec } from './buildspec';
import { containerLine } from './container-line';
import type { BuildDirectories } from './directories';

/**
 * Says what CodeBuild would put into its report groups; they themselves are not kept. A report without files does not fail
 * a build, it is incomplete.
 */
export async function logReports(
  { reports }: Buildspec,
  { source }: BuildDirectories,
  log: (line: string) => void,
): Promise<void> {
  for (const [group, report] of Object.entries(reports)) {
    const directory = join(source, report['base-directory'] ?? '.');
    const files = await selectFiles({ directory, patterns: report.files, followLinks: true });
    const found = files.length === 0 ? `INCOMPLETE, no file matches ${report.files.join(', ')}` : files.join(', ');
    log(containerLine(`Report group ${group} (${report['file-format']}): ${found}`));
  }
}
