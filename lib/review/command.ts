import { parseArgs } from 'node:util';
import { parseValidationReport, type ValidationReport } from '../contract/validation-report';
import { messageOf } from '../ground/message-of';
import { UserError } from '../ground/user-error';
import { deployedBaseline } from './deployed-baseline';
import type { DeployedStacks } from './deployed-stacks';
import { parseJson, readSmall } from './read-file';
import { readGateReport, readReviewedRelease } from './read-release';
import { review } from './review';
import type { SdkDeployedStacksOptions } from './sdk-deployed-stacks';
import { summaryLines } from './summary-lines';
import { writeReview } from './write-review';

/** What `--help` prints, and what stands below a complaint about the request. */
export const USAGE = `usage: review --release DIR --environment NAME --account ID --region REGION [--role-arn ARN]
  [--promoted FILE] [--validation FILE]… --output DIR

Says what a release changes in a target: against the templates that the target runs now.

  --release DIR       gate/report.json and the templates that it names
  --environment NAME  the environment, e.g. prod
  --account ID        the target's account, 12 digits
  --region REGION     the target's region, e.g. us-east-1
  --role-arn ARN      role in the target that may read its templates; default: the credentials as they are
  --promoted FILE     the gate's report on the release that the target runs; none where none was ever promoted there
  --validation FILE   a validation.json of the environment before; may be given more than once
  --output DIR        receives review.html and review.json

exit code: 0 written, whatever the review says, 1 not written, 2 the request was wrong
`;

/** Where a command writes, what day it is, and how it reaches AWS. */
export interface CommandSurroundings {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly today: Date;
  readonly deployed: (options: SdkDeployedStacksOptions) => DeployedStacks;
}

interface Request {
  readonly release: string;
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly roleArn: string | undefined;
  readonly promoted: string | undefined;
  readonly validations: readonly string[];
  readonly output: string;
}

const FORMATS = {
  release: { pattern: /./, means: 'a directory' },
  environment: { pattern: /^[a-z][a-z0-9-]*$/, means: 'a lower-case name such as prod' },
  account: { pattern: /^\d{12}$/, means: '12 digits' },
  region: { pattern: /^[a-z]{2}(-[a-z]+)+-\d+$/, means: 'a region such as us-east-1' },
  'role-arn': { pattern: /^arn:[^:]+:iam::\d{12}:role\/.+$/, means: 'the ARN of a role' },
  output: { pattern: /./, means: 'a directory' },
} as const;

const wellFormed = (name: keyof typeof FORMATS, value: string | undefined): string => {
  const { pattern, means } = FORMATS[name];
  if (value !== undefined && pattern.test(value)) return value;
  throw new Error(`--${name} must be ${means}, got ${value === undefined ? 'nothing' : `"${value}"`}`);
};

const parse = (argv: readonly string[]): Request | 'help' => {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      ...{ release: text, environment: text, account: text, region: text, 'role-arn': text, promoted: text },
      ...{ validation: { ...text, multiple: true }, output: text, help: { type: 'boolean', short: 'h' } },
    },
  });
  if (values.help) return 'help';
  return {
    release: wellFormed('release', values.release),
    environment: wellFormed('environment', values.environment),
    account: wellFormed('account', values.account),
    region: wellFormed('region', values.region),
    roleArn: values['role-arn'] === undefined ? undefined : wellFormed('role-arn', values['role-arn']),
    promoted: values.promoted,
    validations: values.validation ?? [],
    output: wellFormed('output', values.output),
  };
};

const readValidation = (file: string): ValidationReport => {
  const json = parseJson(readSmall(file), file);
  try {
    return parseValidationReport(json);
  } catch (error) {
    throw new UserError(`${file}: ${reason(error)}`);
  }
};

const perform = async (request: Request, to: CommandSurroundings): Promise<void> => {
  const { environment, account, region, roleArn, promoted } = request;
  const release = readReviewedRelease(request.release);
  const validations = request.validations.map(readValidation);
  const target = {
    environment,
    account,
    region,
    ...(promoted !== undefined && { promoted: readGateReport(promoted) }),
  };
  const deployed = to.deployed({ region, ...(roleArn !== undefined && { roleArn }) });
  const baseline = await deployedBaseline(target, release, deployed);
  const made = review(baseline, release, { environment, account, region, today: to.today });
  const page = await writeReview(request.output, { review: made, report: release.report, validations });
  to.stdout([...summaryLines(made), page, ''].join('\n'));
};

/**
 * Runs the command line of the review that the pipeline prepares.
 *
 * @returns the exit code: 0 written, whatever the review says, 1 not written, 2 the request was wrong
 */
export const command = async (argv: readonly string[], to: CommandSurroundings): Promise<number> => {
  let request: Request | 'help';
  try {
    request = parse(argv);
  } catch (error) {
    to.stderr(`review: ${reason(error)}\n${USAGE}`);
    return 2;
  }
  if (request === 'help') {
    to.stdout(USAGE);
    return 0;
  }
  try {
    await perform(request, to);
    return 0;
  } catch (error) {
    to.stderr(`review: ${reason(error)}\n`);
    return error instanceof UserError ? 2 : 1;
  }
};

const reason = (error: unknown): string => messageOf(error);
