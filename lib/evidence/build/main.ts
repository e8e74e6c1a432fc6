import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { messageOf } from '../../ground/message-of';
import { evidenceClient, s3Store } from '../s3-store';
import { gather } from './gather';
import { recordBuild } from './record-build';

const USAGE = `usage: record --execution ID --bucket NAME --region REGION --succeeding 0|1 [--assembly DIR]

Keeps what a build leaves behind in the evidence bucket: source, dependencies, the gate's report, templates.

exit code: 0 all of it is kept, 1 it is not, 2 the request was wrong
`;

const request = () => {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      execution: text,
      bucket: text,
      region: text,
      succeeding: text,
      assembly: { ...text, default: 'cdk.out' },
    },
  });
  const { execution, bucket, region, succeeding, assembly } = values;
  if (execution && bucket && region && succeeding) return { execution, bucket, region, succeeding, assembly };
  throw new Error('--execution, --bucket, --region and --succeeding are needed');
};

/** Entry of what Build runs last, also where it has failed. */
const main = async (): Promise<void> => {
  process.exitCode = 2;
  const { execution, bucket, region, succeeding, assembly } = request();
  process.exitCode = 1;
  const store = s3Store(evidenceClient(region, process.env['AWS_ENDPOINT_URL']), bucket);
  const gathered = await gather({ source: process.cwd(), assembly: resolve(assembly) });
  const directory = await recordBuild(
    store,
    {
      pipelineExecutionId: execution,
      buildId: process.env['CODEBUILD_BUILD_ID'] ?? '',
      commit: process.env['CODEBUILD_RESOLVED_SOURCE_VERSION'] ?? '',
      succeeding: succeeding === '1',
    },
    gathered,
  );
  for (const [name, why] of Object.entries(gathered.absent)) process.stdout.write(`not kept: ${name}: ${why}\n`);
  process.stdout.write(`kept ${gathered.files.size} files as ${directory} of release ${execution}\n`);
  process.exitCode = 0;
};

main().catch((error: unknown) => {
  process.stderr.write(`record: ${messageOf(error)}\n`);
  if (process.exitCode === 2) process.stderr.write(USAGE);
});
