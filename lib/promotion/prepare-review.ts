import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promotedReportKey, REVIEW_DATA, REVIEW_PAGE, releasePrefix, targetPrefix } from '../contract/evidence-layout';
import { GATE_DIRECTORY, GATE_REPORT, type GateReport } from '../contract/gate-report';
import { acknowledgedIn, countsOf } from './counts';
import { type Place, placeText } from './place';
import type { Promotion, PromotionPorts } from './promotion';

interface Validation {
  readonly place: Place;
  readonly text: string;
}

/**
 * Prepares the review of every target that is decided about next, and lays it where the approval points.
 *
 * @returns what changes there, in one line
 */
export const prepareReview = async (
  promotion: Promotion,
  validations: readonly Validation[],
  ports: PromotionPorts,
): Promise<string> => {
  const { next, reviewDirectory } = promotion;
  const files = await Promise.all(
    validations.map(({ place, text }) => written(join(reviewDirectory, nameOf(place)), 'validation.json', text)),
  );
  const counts: string[] = [];
  for (const place of next) {
    const line = await prepareOne(place, files, promotion, ports);
    counts.push(next.length === 1 ? line : `${place.account}/${place.region}: ${line}`);
  }
  return shortened(counts.join('; '));
};

/** CodePipeline takes a thousand characters as the message of an approval, and there is more to say in it. */
const LONGEST = 500;
const shortened = (line: string): string => (line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line);

const prepareOne = async (
  place: Promotion['next'][number],
  validations: readonly string[],
  { pipelineExecutionId, releaseDirectory, reviewDirectory }: Promotion,
  { bucket, review, log }: PromotionPorts,
): Promise<string> => {
  const output = join(reviewDirectory, nameOf(place));
  const key = promotedReportKey(place.environment, place);
  // By listing: who may not list the whole bucket is not told that an object is not there.
  const report = (await bucket.list(key)).includes(key) ? await bucket.read(key) : undefined;
  const promoted = report && (await written(output, 'promoted.json', report));
  const { roleArn } = place;
  await review({ place, roleArn, releaseDirectory, promoted, validations, output });
  const prefix = `${releasePrefix(pipelineExecutionId)}${targetPrefix(place.environment, place)}`;
  const data = await readFile(join(output, REVIEW_DATA));
  const page = await readFile(join(output, REVIEW_PAGE));
  const isNew = await bucket.putNew(`${prefix}${REVIEW_PAGE}`, page);
  await bucket.putNew(`${prefix}${REVIEW_DATA}`, data);
  log(`${isNew ? 'prepared' : 'somebody else has prepared'} the review of ${placeText(place)}`);
  const gate = JSON.parse(await readFile(join(releaseDirectory, GATE_DIRECTORY, GATE_REPORT), 'utf8')) as GateReport;
  return countsOf(JSON.parse(data.toString('utf8')), acknowledgedIn(gate, place));
};

const nameOf = ({ environment, account, region }: Place): string => `${environment}-${account}-${region}`;

const written = async (directory: string, name: string, content: string | Buffer): Promise<string> => {
  await mkdir(directory, { recursive: true });
  const file = join(directory, name);
  await writeFile(file, content);
  return file;
};
