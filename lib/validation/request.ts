import { parseArgs } from 'node:util';
import type { DeliveryTarget } from '../contract/delivery-target';
import { LEAST_LOG_RETENTION_DAYS } from '../promises';
import type { Check } from './check';
import { CHECKS } from './checks';
import { DEFAULT_TIMEOUT } from './ending';
import { assertNoneNeedsRelease, checkList, checkListJson, selectChecks } from './select-checks';

export const USAGE = `usage: validate --environment NAME --account ID --region REGION [--role-arn ARN] [--check ID] [--release DIR] [--log-retention-days DAYS] [--timeout SECONDS] [--output DIR] [--json]
       validate --list [--json]

Asks the live APIs whether a deployed target is what was promised.

  --environment NAME  the environment, e.g. dev
  --account ID        the target's account, 12 digits
  --region REGION     the target's region, e.g. us-east-1
  --role-arn ARN      role in the target to assume; default: the credentials as they are
  --check ID          only this check; may be repeated, or name several with commas between
  --release DIR       compare with the release whose gate report and templates are there
  --log-retention-days DAYS  what log groups are promised to keep; default: ${LEAST_LOG_RETENTION_DAYS}
  --timeout SECONDS   what is not answered by then cannot be told; default: ${DEFAULT_TIMEOUT}
  --output DIR        write the reports there
  --json              print the report as one JSON document instead of a table
  --list              print the checks and what they prove, and ask nothing

exit code: 0 every check passed, 1 some did not, 2 the request was wrong, 130 or 143 it was stopped
`;

/** What the command line asks for. */
export interface Request {
  readonly target: DeliveryTarget;
  readonly roleArn: string | undefined;
  readonly output: string | undefined;
  readonly json: boolean;
  readonly checks: readonly Check[];
  readonly release: string | undefined;
  /** Days that log groups are promised to keep their events. */
  readonly logRetentionDays: number;
  /** Seconds. */
  readonly timeout: number;
}

/** Not a validation: text that was asked for. */
export interface Text {
  readonly text: string;
}

const FORMATS = {
  environment: { pattern: /^[a-z][a-z0-9-]*$/, means: 'a lower-case name such as dev' },
  account: { pattern: /^\d{12}$/, means: '12 digits' },
  region: { pattern: /^[a-z]{2}(-[a-z]+)+-\d+$/, means: 'a region such as us-east-1' },
  'role-arn': { pattern: /^arn:[^:]+:iam::\d{12}:role\/.+$/, means: 'the ARN of a role' },
  'log-retention-days': { pattern: /^[1-9]\d{0,4}$/, means: 'a whole number of days above 0' },
  timeout: { pattern: /^[1-9]\d{0,5}$/, means: 'a whole number of seconds above 0' },
} as const;

const wellFormed = (name: keyof typeof FORMATS, value: string | undefined): string => {
  const { pattern, means } = FORMATS[name];
  if (value !== undefined && pattern.test(value)) return value;
  throw new Error(`--${name} must be ${means}, got ${value === undefined ? 'nothing' : `"${value}"`}`);
};

/** Reads the command line. @throws Error naming what is wrong with it */
export const parseRequest = (argv: readonly string[]): Request | Text => {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      environment: text,
      account: text,
      region: text,
      'role-arn': text,
      output: text,
      release: text,
      timeout: text,
      'log-retention-days': text,
      check: { ...text, multiple: true },
      json: flag,
      list: flag,
      help: { ...flag, short: 'h' },
    },
  });
  if (values.help) return { text: USAGE };
  const checks = values.check ? selectChecks(CHECKS, values.check) : CHECKS;
  if (values.list) return { text: values.json ? checkListJson(checks) : checkList(checks) };
  if (values.check && values.release === undefined) assertNoneNeedsRelease(checks);
  return {
    target: {
      environment: wellFormed('environment', values.environment),
      account: wellFormed('account', values.account),
      region: wellFormed('region', values.region),
    },
    roleArn: values['role-arn'] === undefined ? undefined : wellFormed('role-arn', values['role-arn']),
    output: values.output,
    json: values.json,
    checks,
    release: values.release,
    logRetentionDays: Number(
      wellFormed('log-retention-days', values['log-retention-days'] ?? String(LEAST_LOG_RETENTION_DAYS)),
    ),
    timeout: Number(wellFormed('timeout', values.timeout ?? String(DEFAULT_TIMEOUT))),
  };
};
