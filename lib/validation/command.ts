import { allPassed } from '../contract/validation-report';
import { UserError } from '../ground/user-error';
import type { LiveCloud, SdkCloudOptions } from './cloud';
import { endingAfter, Interrupted } from './ending';
import type { StatusLine } from './progress';
import { releaseIn } from './release-directory';
import { parseRequest, type Request, type Text, USAGE } from './request';
import { reason } from './run-checks';
import { validationTable } from './table';
import { validateTarget } from './validate';
import { clearReports, writeValidationReports } from './write-reports';

/** Where a command writes, how it reaches AWS, and what stops it. */
export interface CommandSurroundings {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly colored: boolean;
  readonly cloud: (options: SdkCloudOptions) => LiveCloud;
  /** Shows the progress. @default nobody looks */
  readonly status?: StatusLine | undefined;
  /** Aborts with {@link Interrupted} when somebody stops the command. */
  readonly interruption?: AbortSignal;
}

const perform = async (request: Request, to: CommandSurroundings): Promise<number> => {
  const { target, roleArn, checks, logRetentionDays, output, json, timeout } = request;
  const release = request.release === undefined ? undefined : await releaseIn(request.release);
  if (output !== undefined) await clearReports(output);
  const { signal, forget } = endingAfter(timeout, to.interruption);
  try {
    const report = await validateTarget(target, {
      cloud: to.cloud,
      roleArn,
      checks,
      release,
      logRetentionDays,
      signal,
      status: to.status,
    });
    if (output !== undefined) await writeValidationReports(output, report);
    to.stdout(json ? `${JSON.stringify(report, null, 2)}\n` : validationTable(report, to.colored));
    return allPassed(report.summary) ? 0 : 1;
  } finally {
    forget();
  }
};

const exitCodeOf = (error: unknown): number => {
  if (error instanceof Interrupted) return error.exitCode;
  return error instanceof UserError ? 2 : 1;
};

/**
 * Runs the command line of the validation.
 *
 * @returns the exit code: 0 every check passed, 1 some did not or the reports could not be written, 2 the request was wrong,
 * 130 or 143 it was interrupted and has left no report
 */
export const command = async (argv: readonly string[], to: CommandSurroundings): Promise<number> => {
  let request: Request | Text;
  try {
    request = parseRequest(argv);
  } catch (error) {
    to.stderr(`validate: ${reason(error)}\n${USAGE}`);
    return 2;
  }
  if ('text' in request) {
    to.stdout(request.text);
    return 0;
  }
  try {
    return await perform(request, to);
  } catch (error) {
    to.stderr(`validate: ${reason(error)}\n`);
    return exitCodeOf(error);
  }
};
