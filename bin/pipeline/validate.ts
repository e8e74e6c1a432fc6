import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { VALIDATION_QUESTION } from '../../lib/contract/evidence-layout';
import { DEFAULT_APPLICATION } from '../../lib/contract/names';
import type { ValidationQuestion } from '../../lib/contract/validation-question';
import { allPassed, type ValidationReport } from '../../lib/contract/validation-report';
import { printableJson } from '../../lib/ground/printable';
import { LEAST_LOG_RETENTION_DAYS, LOG_RETENTION_DAYS } from '../../lib/promises';
import {
  assertNoneNeedsRelease,
  CHECKS,
  checkList,
  checkListJson,
  clearReports,
  DEFAULT_TIMEOUT,
  endingAfter,
  releaseIn,
  type SdkCloudOptions,
  selectChecks,
  validateTarget,
  validationTable,
  writeValidationReports,
} from '../../lib/validation';
import type { LiveCloud } from '../../lib/validation/cloud';
import { Interrupted } from '../../lib/validation/ending';
import type { StatusLine } from '../../lib/validation/progress';
import { FORM, many, optional, readOptions, runProgram, type Streams } from './program';

const USAGE = `usage: validate [--application NAME] --environment NAME --account ID --region REGION [--role-arn ARN] [--check ID] [--release DIR] [--log-retention-days DAYS] [--management-events-elsewhere] [--guest-endpoint SERVICE] [--guest-security-group NAME] [--guest-principal NAME] [--organization ID] [--timeout SECONDS] [--output DIR] [--json]
       validate --list [--json]

Asks the live APIs whether a deployed target is what was promised.

  --application NAME  whose environment it is; default: ${DEFAULT_APPLICATION}
  --environment NAME  the environment, e.g. dev
  --account ID        the target's account, 12 digits
  --region REGION     the target's region, e.g. us-east-1
  --role-arn ARN      role in the target to assume; default: the credentials as they are
  --check ID          only this check; may be repeated, or name several with commas between
  --release DIR       compare with the release whose gate report and templates are there
  --log-retention-days DAYS  what log groups are promised to keep; default: ${LEAST_LOG_RETENTION_DAYS}
  --management-events-elsewhere  another trail is promised to record them
  --guest-endpoint SERVICE, --guest-security-group NAME  what others may make in the VPC; may be repeated
  --guest-principal NAME  role, user or group of the account that may reach what is the environment's; may be repeated
  --organization ID   the organization of the target's account, as its endpoints' policies name it
  --timeout SECONDS   what is not answered by then cannot be told; default: ${DEFAULT_TIMEOUT}
  --output DIR        write the reports there
  --json              print the report as one JSON document instead of a table
  --list              print the checks and what they prove, and ask nothing

exit code: 0 every check passed, 1 some did not, 2 the request was wrong, 130 or 143 it was stopped
`;

const GUESTS = {
  'guest-endpoint': many(FORM.name),
  'guest-security-group': many(FORM.name),
  'guest-principal': many(FORM.name),
};
const SELECTION = {
  check: many({ ...FORM.name, pattern: /^/ }),
  json: 'flag',
  list: 'flag',
  'management-events-elsewhere': 'flag',
  ...GUESTS,
} as const;
const REST = {
  application: optional(FORM.environment),
  environment: FORM.environment,
  account: FORM.account,
  region: FORM.region,
  'role-arn': optional(FORM.roleArn),
  output: optional(FORM.directory),
  organization: optional({ pattern: /^o-[a-z0-9]{10,32}$/, means: 'the id of an organization like o-a1b2c3d4e5' }),
  release: optional(FORM.directory),
  'log-retention-days': optional({
    pattern: new RegExp(`^(${LOG_RETENTION_DAYS.join('|')})$`),
    means: `one of ${LOG_RETENTION_DAYS.join(', ')}`,
  }),
  timeout: optional({ pattern: /^[1-9]\d{0,5}$/, means: 'a whole number of seconds above 0' }),
} as const;

/** Beside `--list`, none of them is needed. */
const ANY = Object.fromEntries(Object.entries(REST).map(([name, form]) => [name, optional(form)]));

/** Where the validation writes, how it reaches AWS, and what stops it. */
export interface ValidationSurroundings extends Streams {
  readonly colored: boolean;
  readonly cloud: (options: SdkCloudOptions) => LiveCloud;
  /** What `AWS_ENDPOINT_URL` names. @default AWS itself */
  readonly endpoint?: string | undefined;
  /** Shows the progress. @default nobody looks */
  readonly status?: StatusLine | undefined;
  /** Aborts with {@link Interrupted} when somebody stops the program. */
  readonly interruption?: AbortSignal;
}

const promisesOf = (given: {
  readonly application: string | undefined;
  readonly 'log-retention-days': string | undefined;
  readonly 'management-events-elsewhere': boolean | undefined;
  readonly organization: string | undefined;
  readonly 'guest-endpoint': readonly string[];
  readonly 'guest-security-group': readonly string[];
  readonly 'guest-principal': readonly string[];
}): ValidationQuestion['promises'] => ({
  application: given.application ?? DEFAULT_APPLICATION,
  logRetentionDays: Number(given['log-retention-days'] ?? LEAST_LOG_RETENTION_DAYS),
  managementEvents: given['management-events-elsewhere'] ? 'elsewhere' : 'here',
  ...(given.organization !== undefined && { organization: given.organization }),
  guests: {
    endpoints: given['guest-endpoint'],
    securityGroups: given['guest-security-group'],
    principals: given['guest-principal'],
  },
});

/** The reports, and before them what another program needs to ask the same again. */
const writeFiles = async (
  output: string,
  report: ValidationReport,
  { roleArn, promises }: { readonly roleArn: string | undefined; readonly promises: ValidationQuestion['promises'] },
): Promise<void> => {
  const question: ValidationQuestion = { schema: 1, ...(roleArn !== undefined && { roleArn }), promises };
  await writeFile(join(output, VALIDATION_QUESTION), JSON.stringify(question));
  await writeValidationReports(output, report);
};

const read = (argv: readonly string[], to: ValidationSurroundings): (() => Promise<number>) => {
  if (argv.includes('--list')) {
    const { check, json } = readOptions(argv, { ...SELECTION, ...ANY });
    const named = check.length > 0 ? selectChecks(CHECKS, check) : CHECKS;
    return async () => {
      to.stdout(json ? checkListJson(named) : checkList(named));
      return 0;
    };
  }
  const { check, json, ...given } = readOptions(argv, { ...SELECTION, ...REST });
  const checks = check.length > 0 ? selectChecks(CHECKS, check) : CHECKS;
  if (check.length > 0 && given.release === undefined) assertNoneNeedsRelease(checks);
  const { environment, account, region, output } = given;
  const promises = promisesOf(given);
  return async () => {
    const release = given.release === undefined ? undefined : await releaseIn(given.release);
    if (output !== undefined) await clearReports(output);
    const { signal, forget } = endingAfter(Number(given.timeout ?? DEFAULT_TIMEOUT), to.interruption);
    try {
      const report = await validateTarget(
        { environment, account, region },
        {
          cloud: to.cloud,
          roleArn: given['role-arn'],
          checks,
          release,
          promises,
          signal,
          endpoint: to.endpoint,
          status: to.status,
        },
      );
      if (output !== undefined) await writeFiles(output, report, { roleArn: given['role-arn'], promises });
      to.stdout(json ? `${printableJson(JSON.stringify(report, null, 2))}\n` : validationTable(report, to.colored));
      return allPassed(report.summary) ? 0 : 1;
    } finally {
      forget();
    }
  };
};

/**
 * Runs the command line of the validation.
 *
 * @returns the exit code: 0 every check passed, 1 some did not or the reports could not be written, 2 the request was wrong,
 * 130 or 143 it was interrupted and has left no report
 */
export const validateProgram = (argv: readonly string[], to: ValidationSurroundings): Promise<number> =>
  runProgram({ name: 'validate', usage: USAGE, read: (args) => read(args, to) }, argv, to);

/** Aborts on the first signal that ends processes; a second one ends this one at once. */
export const interruption = (): AbortSignal => {
  const controller = new AbortController();
  for (const [name, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
  ] as const) {
    process.once(name, () => controller.abort(new Interrupted(name, 128 + number)));
  }
  return controller.signal;
};
