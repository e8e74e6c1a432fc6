import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { VALIDATION_PAGE } from '../../lib/contract/validation-report';
import { zipped } from '../../lib/evidence/bundle/write-bundle';
import { evidenceClient } from '../../lib/evidence/s3-store';
import { pipelineAt } from '../../lib/executions/pipeline';
import { isAws } from '../../lib/ground/is-aws';
import { printableLine } from '../../lib/ground/printable';
import { s3Bucket } from '../../lib/promotion/bucket';
import { promote } from '../../lib/promotion/promote';
import { type Promotion, parsePlace } from '../../lib/promotion/promotion';
import { releaseFacts } from '../../lib/promotion/release-facts';
import { validationPage } from '../../lib/reports/validation/validation-page';
import { FORM, many, readOptions, runProgram, type Streams } from './program';
import { type ReviewSurroundings, reviewTarget } from './review';

/** The person's line, in the directory of reviews. */
const SUMMARY = 'summary.txt';

const USAGE = `usage: promote --place ENVIRONMENT/ACCOUNT/REGION --execution ID --bucket NAME --bucket-region REGION
  [--beside ENVIRONMENT/ACCOUNT/REGION]… [--next ENVIRONMENT/ACCOUNT/REGION=ROLE-ARN]…
  --report DIR --release DIR --review DIR --succeeding 0|1

Keeps what a validation has proved and prepares the reviews of the targets that are decided about next.

exit code: 0 all done, 1 something was not, 2 the request was wrong
`;

const PLACE = { pattern: /^[^/]+\/[^/]+\/[^/]+$/, means: 'ENVIRONMENT/ACCOUNT/REGION' };
const NEXT = { pattern: /^[^=]+=./, means: 'ENVIRONMENT/ACCOUNT/REGION=ROLE-ARN' };
const OPTIONS = {
  place: PLACE,
  beside: many(PLACE),
  next: many(NEXT),
  execution: FORM.name,
  bucket: FORM.name,
  'bucket-region': FORM.region,
  report: FORM.directory,
  release: FORM.directory,
  review: FORM.directory,
  succeeding: FORM.answer,
} as const;

/** Where a promotion writes, and how its reviews reach AWS. */
export interface PromotionSurroundings extends Streams, ReviewSurroundings {
  readonly endpoint: string | undefined;
  /** Name of the pipeline that runs this; nothing is known of the release without it. */
  readonly pipeline: string | undefined;
}

const nextPlace = (text: string): Promotion['next'][number] => {
  const [place = '', roleArn = ''] = text.split('=');
  return { ...parsePlace('next', place), roleArn };
};

/** Whoever names another endpoint than AWS's own rehearses. */
const isRehearsed = ({ endpoint }: PromotionSurroundings): boolean => endpoint !== undefined && !isAws(endpoint);

/** Everything in the directory of the programs but what this job has written there. */
const bundleAt = async (directory: string, without: readonly string[]): Promise<Buffer> => {
  const written = without.map((each) => `${resolve(each)}${sep}`);
  const entries = (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) =>
    entry.isFile(),
  );
  const paths = entries
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !written.some((each) => path.startsWith(each)))
    .toSorted();
  return zipped(
    await Promise.all(
      paths.map(async (path) => [relative(directory, path).split(sep).join('/'), await readFile(path)] as const),
    ),
  );
};

const read = (argv: readonly string[], to: PromotionSurroundings): (() => Promise<number>) => {
  const given = readOptions(argv, OPTIONS);
  const promotion: Promotion = {
    pipelineExecutionId: given.execution,
    place: parsePlace('place', given.place),
    beside: given.beside.map((each) => parsePlace('beside', each)),
    next: given.next.map(nextPlace),
    succeeded: given.succeeding === '1',
    reportDirectory: given.report,
    releaseDirectory: given.release,
    reviewDirectory: given.review,
  };
  return async () => {
    const asked = {
      pipelineExecutionId: given.execution,
      region: given['bucket-region'],
      isRehearsed: isRehearsed(to),
    };
    const history =
      to.pipeline === undefined
        ? undefined
        : await pipelineAt({ name: to.pipeline, region: asked.region, ...(to.endpoint && { endpoint: to.endpoint }) });
    const summary = await promote(promotion, {
      bucket: s3Bucket(evidenceClient(given['bucket-region'], to.endpoint), given.bucket),
      review: ({ place, releaseDirectory, ...rest }) =>
        reviewTarget({ ...place, release: releaseDirectory, ...rest }, to),
      facts: async (environment) =>
        history === undefined
          ? { pipelineExecutionId: given.execution, unknown: ['no pipeline says that it has started this'] }
          : releaseFacts(history, { ...asked, environment }),
      page: (report, facts) => writeFile(join(given.report, VALIDATION_PAGE), validationPage(report, facts)),
      bundle: () => bundleAt(dirname(resolve(given.release)), [given.report, given.review]),
      today: to.today,
      log: (line) => to.stdout(`${printableLine(line)}\n`),
    });
    await mkdir(promotion.reviewDirectory, { recursive: true });
    await writeFile(join(promotion.reviewDirectory, SUMMARY), `${summary}\n`);
    return 0;
  };
};

/** Runs the command line of what follows a validation. @returns the exit code, see the usage */
export const promoteProgram = (argv: readonly string[], to: PromotionSurroundings): Promise<number> =>
  runProgram({ name: 'promote', usage: USAGE, read: (args) => read(args, to) }, argv, to);
