import { parseArgs } from 'node:util';
import { UserError } from '../contract/user-error';
import { allPassed } from '../contract/validation-report';
import type { Cloud } from './cloud';
import type { Target } from './deployed-target';
import { reason } from './run-checks';
import type { SdkCloudOptions } from './sdk-cloud';
import { table } from './table';
import { validate } from './validate';
import { clearReports, writeReports } from './write-reports';

export const USAGE = `usage: validate --environment NAME --account ID --region REGION [--role-arn ARN] [--output DIR] [--json]

Asks the live APIs whether a deployed target is what was promised.

  --environment NAME  the environment, e.g. dev
  --account ID        the target's account, 12 digits
  --region REGION     the target's region, e.g. us-east-1
  --role-arn ARN      role in the target to assume; default: the credentials as they are
  --output DIR        write validation.json and junit.xml there
  --json              print the report as one JSON document instead of a table

exit code: 0 every check passed, 1 some did not, 2 the request was wrong
`;

/** Where a command writes, and how it reaches AWS. */
export interface CommandSurroundings {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly colored: boolean;
  readonly cloud: (options: SdkCloudOptions) => Cloud;
}

interface Request {
  readonly target: Target;
  readonly roleArn: string | undefined;
  readonly output: string | undefined;
  readonly json: boolean;
}

const FORMATS = {
  environment: { pattern: /^[a-z][a-z0-9-]*$/, means: 'a lower-case name such as dev' },
  account: { pattern: /^\d{12}$/, means: '12 digits' },
  region: { pattern: /^[a-z]{2}(-[a-z]+)+-\d+$/, means: 'a region such as us-east-1' },
  'role-arn': { pattern: /^arn:[^:]+:iam::\d{12}:role\/.+$/, means: 'the ARN of a role' },
} as const;

const wellFormed = (name: keyof typeof FORMATS, value: string | undefined): string => {
  const { pattern, means } = FORMATS[name];
  if (value !== undefined && pattern.test(value)) return value;
  throw new Error(`--${name} must be ${means}, got ${value === undefined ? 'nothing' : `"${value}"`}`);
};

const parse = (argv: readonly string[]): Request | 'help' => {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      ...{ environment: text, account: text, region: text, 'role-arn': text, output: text },
      ...{ json: flag, help: { ...flag, short: 'h' } },
    },
  });
  if (values.help) return 'help';
  return {
    target: {
      environment: wellFormed('environment', values.environment),
      account: wellFormed('account', values.account),
      region: wellFormed('region', values.region),
    },
    roleArn: values['role-arn'] === undefined ? undefined : wellFormed('role-arn', values['role-arn']),
    output: values.output,
    json: values.json,
  };
};

const perform = async ({ target, roleArn, output, json }: Request, to: CommandSurroundings): Promise<number> => {
  if (output !== undefined) await clearReports(output);
  const cloud = to.cloud({ region: target.region, ...(roleArn !== undefined && { roleArn }) });
  const report = await validate(target, { cloud });
  if (output !== undefined) await writeReports(output, report);
  to.stdout(json ? `${JSON.stringify(report, null, 2)}\n` : table(report, to.colored));
  return allPassed(report.summary) ? 0 : 1;
};

/**
 * Runs the command line of the validation.
 *
 * @returns the exit code: 0 every check passed, 1 some did not or the reports could not be written, 2 the request was wrong
 */
export const command = async (argv: readonly string[], to: CommandSurroundings): Promise<number> => {
  let request: Request | 'help';
  try {
    request = parse(argv);
  } catch (error) {
    to.stderr(`validate: ${reason(error)}\n${USAGE}`);
    return 2;
  }
  if (request === 'help') {
    to.stdout(USAGE);
    return 0;
  }
  try {
    return await perform(request, to);
  } catch (error) {
    to.stderr(`validate: ${reason(error)}\n`);
    return error instanceof UserError ? 2 : 1;
  }
};
