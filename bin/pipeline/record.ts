import { resolve } from 'node:path';
import { gather } from '../../lib/evidence/build/gather';
import { recordBuild } from '../../lib/evidence/build/record-build';
import { evidenceClient, s3Store } from '../../lib/evidence/s3-store';
import { printableLine } from '../../lib/ground/printable';
import { FORM, optional, readOptions, runProgram, type Streams } from './program';

const USAGE = `usage: record --execution ID --bucket NAME --region REGION --succeeding 0|1 [--assembly DIR]

Keeps what a build leaves behind in the evidence bucket: source, dependencies, the gate's report, templates.

exit code: 0 all of it is kept, 1 it is not, 2 the request was wrong
`;

const OPTIONS = {
  execution: FORM.name,
  bucket: FORM.name,
  region: FORM.region,
  succeeding: FORM.answer,
  assembly: optional(FORM.directory),
} as const;

/** Where a build's record is told, and what the build knows of itself. */
export interface RecordSurroundings extends Streams {
  readonly endpoint: string | undefined;
  readonly buildId: string;
  readonly commit: string;
  /** The source's directory. */
  readonly source: string;
}

const read = (argv: readonly string[], to: RecordSurroundings): (() => Promise<number>) => {
  const { execution, bucket, region, succeeding, assembly = 'cdk.out' } = readOptions(argv, OPTIONS);
  return async () => {
    const gathered = await gather({ source: to.source, assembly: resolve(assembly) });
    const { buildId, commit } = to;
    const identity = { pipelineExecutionId: execution, buildId, commit, succeeding: succeeding === '1' };
    const directory = await recordBuild(s3Store(evidenceClient(region, to.endpoint), bucket), identity, gathered);
    for (const [name, why] of Object.entries(gathered.absent))
      to.stdout(`${printableLine(`not kept: ${name}: ${why}`)}\n`);
    to.stdout(`kept ${gathered.files.size} files as ${directory} of release ${execution}\n`);
    return 0;
  };
};

/** Runs the command line of what Build does last, also where it has failed. @returns the exit code, see the usage */
export const recordProgram = (argv: readonly string[], to: RecordSurroundings): Promise<number> =>
  runProgram({ name: 'record', usage: USAGE, read: (args) => read(args, to) }, argv, to);
