import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GATE_DIRECTORY, GATE_REPORT } from '../../lib/contract/gate-report';
import { evidenceClient, s3Store } from '../../lib/evidence/s3-store';
import { pipelineAt } from '../../lib/executions/pipeline';
import { printableLine } from '../../lib/ground/printable';
import { releaseAtWork } from '../../lib/promotion/release-facts';
import { revalidate } from '../../lib/promotion/revalidate';
import {
  CHECKS,
  DEFAULT_TIMEOUT,
  endingAfter,
  releaseIn,
  type SdkCloudOptions,
  validateTarget,
  validationTable,
} from '../../lib/validation';
import type { LiveCloud } from '../../lib/validation/cloud';
import { FORM, readOptions, runProgram, type Streams } from './program';

const USAGE = `usage: revalidate --environment NAME --pipeline NAME --bucket NAME --bucket-region REGION --release DIR

Validates every target of an environment again, for the release that it runs, and keeps the reports.

exit code: 0 everything is as promised, or a release is at work there; 1 something is not, or could not be looked at; 2 the request was wrong
`;

const OPTIONS = {
  environment: FORM.environment,
  pipeline: FORM.name,
  bucket: FORM.name,
  'bucket-region': FORM.region,
  release: FORM.directory,
} as const;

/** Where a revalidation writes, and how it reaches AWS. */
export interface RevalidationSurroundings extends Streams {
  readonly endpoint: string | undefined;
  readonly cloud: (options: SdkCloudOptions) => LiveCloud;
  /** Aborts when somebody stops the program. */
  readonly interruption?: AbortSignal;
}

const read = (argv: readonly string[], to: RevalidationSurroundings): (() => Promise<number>) => {
  const {
    environment,
    pipeline: name,
    bucket,
    'bucket-region': region,
    release: directory,
  } = readOptions(argv, OPTIONS);
  const { endpoint } = to;
  return async () => {
    const history = await pipelineAt({ name, region, ...(endpoint && { endpoint }) });
    const release = await releaseIn(directory);
    const released = await readFile(join(directory, GATE_DIRECTORY, GATE_REPORT));
    const isGood = await revalidate(
      { environment, released },
      {
        bucket: s3Store(evidenceClient(region, endpoint), bucket),
        atWork: (each) => releaseAtWork(history, each),
        ask: async (place, { roleArn, promises }) => {
          const { signal, forget } = endingAfter(DEFAULT_TIMEOUT, to.interruption);
          try {
            const where = { cloud: to.cloud, checks: CHECKS, endpoint };
            const report = await validateTarget(place, { ...where, roleArn, promises, release, signal });
            to.stdout(validationTable(report, false));
            return report;
          } finally {
            forget();
          }
        },
        log: (line) => to.stdout(`${printableLine(line)}\n`),
      },
    );
    return isGood ? 0 : 1;
  };
};

/** Runs the command line of the revalidation. @returns the exit code, see the usage */
export const revalidateProgram = (argv: readonly string[], to: RevalidationSurroundings): Promise<number> =>
  runProgram({ name: 'revalidate', usage: USAGE, read: (args) => read(args, to) }, argv, to);
