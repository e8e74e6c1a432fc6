import type { Drift } from '../../lib/contract/drift';
import type { ReleaseFacts } from '../../lib/contract/release-facts';
import { parseValidationReport, type ValidationReport } from '../../lib/contract/validation-report';
import { jsonIn } from '../../lib/ground/json';
import { deployedBaseline } from '../../lib/review/deployed-baseline';
import type { DeployedStacks, SdkDeployedStacksOptions } from '../../lib/review/deployed-stacks';
import { readGateReport, readReviewedRelease, readSmall } from '../../lib/review/read-release';
import { review } from '../../lib/review/review';
import { summaryLines } from '../../lib/review/summary-lines';
import { writeReview } from '../../lib/review/write-review';
import { FORM, many, optional, readOptions, runProgram, type Streams } from './program';

const USAGE = `usage: review --release DIR --environment NAME --account ID --region REGION [--role-arn ARN]
  [--promoted FILE] [--validation FILE]… --output DIR

Says what a release changes in a target: against the templates that the target runs now.

  --release DIR       gate/report.json and the templates that it names
  --environment NAME  the environment, e.g. prod
  --account ID        the target's account, 12 digits
  --region REGION     the target's region, e.g. us-east-1
  --role-arn ARN      role in the target that may read its templates; default: the credentials as they are
  --promoted FILE     the gate's report on the release that the target runs; none where none was ever promoted there
  --validation FILE   a validation.json of the environment before; may be given more than once
  --output DIR        receives review.html, gate.html and review.json

exit code: 0 written, whatever the review says, 1 not written, 2 the request was wrong
`;

const OPTIONS = {
  release: FORM.directory,
  environment: FORM.environment,
  account: FORM.account,
  region: FORM.region,
  'role-arn': optional(FORM.roleArn),
  promoted: optional(FORM.name),
  validation: many(FORM.name),
  output: FORM.directory,
} as const;

/** Where a review is told, what day it is, and how it reaches AWS. */
export interface ReviewSurroundings extends Pick<Streams, 'stdout'> {
  readonly today: Date;
  readonly deployed: (options: SdkDeployedStacksOptions) => DeployedStacks;
}

/** Which target is reviewed, with what. */
export interface TargetReview {
  readonly release: string;
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly roleArn: string | undefined;
  readonly promoted: string | undefined;
  readonly validations: readonly string[];
  readonly output: string;
  /** Which release it is. @default nobody knows */
  readonly facts?: ReleaseFacts;
  /** What was otherwise there than released, when somebody looked last. @default nobody looked */
  readonly drift?: Drift;
}

const readValidation = (file: string): ValidationReport => parseValidationReport(jsonIn(readSmall(file), file), file);

/**
 * Writes the review of a target against what runs there.
 *
 * @throws {UserError} when a file that was named is not what it should be
 */
export const reviewTarget = async (request: TargetReview, to: ReviewSurroundings): Promise<void> => {
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
  const compared = review(baseline, release, { environment, account, region, today: to.today });
  const { facts, drift } = request;
  const made = { ...compared, ...(facts && { release: facts }), ...(drift && { drift }) };
  const page = await writeReview(request.output, { review: made, report: release.report, validations });
  to.stdout([...summaryLines(made), page, ''].join('\n'));
};

/**
 * Runs the command line of a target's review.
 *
 * @returns the exit code: 0 written, whatever the review says, 1 not written, 2 the request was wrong
 */
export const reviewProgram = (argv: readonly string[], to: ReviewSurroundings & Streams): Promise<number> => {
  const read = (args: readonly string[]) => {
    const { 'role-arn': roleArn, validation: validations, ...given } = readOptions(args, OPTIONS);
    return async (): Promise<number> => {
      await reviewTarget({ ...given, roleArn, validations }, to);
      return 0;
    };
  };
  return runProgram({ name: 'review', usage: USAGE, read }, argv, to);
};
