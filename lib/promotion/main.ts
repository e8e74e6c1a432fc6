import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { evidenceClient } from '../evidence/s3-store';
import { messageOf } from '../ground/message-of';
import { s3Bucket } from './bucket';
import { parsePlace } from './place';
import { promote } from './promote';
import { reviewProcess } from './review-process';

/** The person's line, in the directory of reviews. */
const SUMMARY = 'summary.txt';

const USAGE = `usage: promote --place ENVIRONMENT/ACCOUNT/REGION --execution ID --bucket NAME --bucket-region REGION
  [--beside ENVIRONMENT/ACCOUNT/REGION]… [--next ENVIRONMENT/ACCOUNT/REGION=ROLE-ARN]…
  --report DIR --release DIR --review DIR --succeeding 0|1

Keeps what a validation has proved and prepares the reviews of the targets that are decided about next.

exit code: 0 all done, 1 something was not, 2 the request was wrong
`;

const given = (option: string, value: string | undefined): string => {
  if (value !== undefined && value !== '') return value;
  throw new Error(`--${option} is missing`);
};

const parse = (argv: readonly string[]) => {
  const text = { type: 'string' } as const;
  const texts = { type: 'string', multiple: true, default: [] as string[] } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      ...{ place: text, execution: text, bucket: text, 'bucket-region': text, succeeding: text },
      ...{ beside: texts, next: texts, report: text, release: text, review: text },
    },
  });
  const next = values.next.map((each) => {
    const [place = '', roleArn = ''] = each.split('=');
    return { ...parsePlace('next', place), roleArn: given('next …=ROLE-ARN', roleArn) };
  });
  return {
    bucket: { name: given('bucket', values.bucket), region: given('bucket-region', values['bucket-region']) },
    promotion: {
      pipelineExecutionId: given('execution', values.execution),
      place: parsePlace('place', given('place', values.place)),
      beside: values.beside.map((each) => parsePlace('beside', each)),
      next,
      succeeded: values.succeeding === '1',
      reportDirectory: given('report', values.report),
      releaseDirectory: given('release', values.release),
      reviewDirectory: given('review', values.review),
    },
  };
};

const complain = (error: unknown): void => {
  process.stderr.write(`promote: ${messageOf(error)}\n`);
};

const requested = (): ReturnType<typeof parse> | undefined => {
  try {
    return parse(process.argv.slice(2));
  } catch (error) {
    complain(error);
    process.stderr.write(USAGE);
    return undefined;
  }
};

/** Entry of the bundle that the pipeline runs after a validation; `review.js` lies beside it. */
const main = async (): Promise<void> => {
  // The lockfile decides which SDK and node meet here; a reader of the log can do nothing about it.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const request = requested();
  process.exitCode = 2;
  if (request === undefined) return;
  process.exitCode = 1;
  const { bucket, promotion } = request;
  const summary = await promote(promotion, {
    bucket: s3Bucket(evidenceClient(bucket.region, process.env['AWS_ENDPOINT_URL']), bucket.name),
    review: reviewProcess(join(dirname(process.argv[1] ?? ''), 'review.js')),
    log: (line) => process.stdout.write(`${line}\n`),
  });
  await mkdir(promotion.reviewDirectory, { recursive: true });
  await writeFile(join(promotion.reviewDirectory, SUMMARY), `${summary}\n`);
  process.exitCode = 0;
};

main().catch(complain);
