import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { evidenceBucketName, publicKeyKey, releasePrefix, STATEMENT } from '../../lib/contract/evidence-layout';
import { partNameProblem } from '../../lib/contract/part-name';
import { UserError } from '../../lib/ground/user-error';
import { clip } from '../../lib/rehearsal/console/text';
import { type CollectedRelease, type Collector, unfinished } from '../../lib/rehearsal/record/collector';

/** Directory of the bundle in a record; its key lies beside it. */
const EVIDENCE = 'evidence';

const NOT_CLOSED =
  'nobody closed the record of this release in time: its evidence is not signed (the log group of the closing function says why)';

/** Collects the signed record of a release. */
export const evidenceCollector: Collector = {
  directory: EVIDENCE,
  afterExecution: async (release) => ((await collectEvidence(release)) === 'open' ? NOT_CLOSED : undefined),
};

/** Closing is beside the pipeline, so it has to be waited for; a cold start takes seconds. */
const DEADLINE_MILLISECONDS = 30_000;
const PAUSE_MILLISECONDS = 200;

const BUCKET_NAME = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

const envelope = z.object({ signatures: z.array(z.object({ keyid: z.string() })).min(1) });

/**
 * Copies what a release left in the evidence bucket into its record, as a bundle, once it is closed.
 *
 * @throws {UserError} when something in it is named like no part of a bundle; nothing is copied then
 * @returns `absent` where the app keeps no evidence, `open` where nobody closed the release in time
 */
export const collectEvidence = async (request: CollectedRelease): Promise<'closed' | 'open' | 'absent'> => {
  const { cloud, access, tools, pipelineName, pipelineExecutionId, record } = request;
  const bucket = evidenceBucketName(pipelineName, tools.account, tools.region);
  // Pipelines may have names that no bucket can have.
  if (!BUCKET_NAME.test(bucket)) return 'absent';
  const prefix = releasePrefix(pipelineExecutionId);
  const keys = await untilClosed(() => cloud.listKeys(access, bucket, prefix), `${prefix}${STATEMENT}`);
  if (keys === undefined) return 'absent';
  const names = keys.map((key) => key.slice(prefix.length));
  for (const name of names) requirePartName(name, bucket);
  for (const name of names) {
    const [key, file] = [`${prefix}${name}`, join(record, unfinished(EVIDENCE), name)];
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await cloud.getObject(access, { bucket, key }));
  }
  const statement = keys.find((key) => key === `${prefix}${STATEMENT}`);
  if (statement === undefined) {
    place(record);
    return 'open';
  }
  const read = envelope.parse(JSON.parse((await cloud.getObject(access, { bucket, key: statement })).toString('utf8')));
  const pem = await cloud.getObject(access, { bucket, key: publicKeyKey(read.signatures[0]?.keyid ?? '') });
  writeFileSync(join(record, `${EVIDENCE}.public-key.pem`), pem);
  place(record);
  return 'closed';
};

/** A release's own builds choose these names, and nothing may be written outside of its record. */
const requirePartName = (name: string, bucket: string): void => {
  const problem = partNameProblem(name);
  if (problem === undefined) return;
  const part = JSON.stringify(clip(name, LONGEST_SHOWN));
  throw new UserError(`the release left ${part} in ${bucket}, which is no part of its evidence: ${problem}`, {
    exitCode: 1,
  });
};

const LONGEST_SHOWN = 200;

/** Gives what was copied its name, now that it is all there. */
const place = (record: string): void => {
  const part = join(record, unfinished(EVIDENCE));
  if (existsSync(part)) renameSync(part, join(record, EVIDENCE));
};

/** The keys once the statement is among them, or when the time is over; undefined where there is no such bucket. */
const untilClosed = async (
  list: () => Promise<readonly string[]>,
  statement: string,
): Promise<readonly string[] | undefined> => {
  const deadline = Date.now() + DEADLINE_MILLISECONDS;
  for (;;) {
    const keys = await list().catch((error: unknown) => {
      if (error instanceof Error && error.name === 'NoSuchBucket') return undefined;
      throw error;
    });
    if (keys === undefined || keys.includes(statement) || Date.now() > deadline) return keys;
    await setTimeout(PAUSE_MILLISECONDS);
  }
};
