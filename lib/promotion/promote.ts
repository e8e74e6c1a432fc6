import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeliveryTarget } from '../contract/delivery-target';
import {
  promotedBundleKey,
  promotedQuestionKey,
  promotedReportKey,
  REVALIDATIONS,
  releasePrefix,
  targetPrefix,
  VALIDATION_QUESTION,
} from '../contract/evidence-layout';
import { GATE_DIRECTORY, GATE_REPORT } from '../contract/gate-report';
import {
  allPassed,
  parseValidationReport,
  VALIDATION_JUNIT,
  VALIDATION_REPORT,
  type ValidationReport,
} from '../contract/validation-report';
import { lastAttempt } from '../evidence/store';
import { jsonIn } from '../ground/json';
import { type Bucket, writeAttempt } from './bucket';
import { prepareReview } from './prepare-review';
import { type Promotion, type PromotionPorts, placeText } from './promotion';
import { keptRevalidations } from './revalidations';

/**
 * Keeps what a validation has proved; where it passed, writes down what its target runs now and prepares the reviews of the
 * targets that are decided about next. Once all targets of the environment have passed it also keeps what has validated them, so
 * that the same can look again between releases.
 *
 * Of the targets of an environment the last one to pass prepares them, so that a review shows what all of them
 * answered and nobody waits for it.
 *
 * @returns one line for the person who will decide
 */
export const promote = async (promotion: Promotion, ports: PromotionPorts): Promise<string> => {
  const { place, beside, next, succeeded } = promotion;
  const { report, attempt } = await keepValidation(promotion, ports);
  const facts = await ports.facts(place.environment);
  await keepLooks(promotion, facts.previous?.time, ports);
  await ports.page(report, facts);
  if (!succeeded || !allPassed(report.summary)) {
    ports.log(`${placeText(place)} is not promoted: its validation did not pass`);
    return `not prepared: the validation of ${placeText(place)} did not pass`;
  }
  await markPromoted(promotion, ports);
  const besides = beside.filter((each) => placeText(each) !== placeText(place));
  const others = await validationsOf(promotion, besides, ports.bucket);
  const waiting = others.filter(({ text }) => text === undefined || !allPassed(reportIn(text).summary));
  if (waiting.length > 0) {
    const [first, ...more] = waiting.map((other) => placeText(other.place));
    const names = `${first}${more.length === 0 ? '' : ` and ${more.length} more`}`;
    ports.log(
      `${next.length === 0 ? 'the environment is whole' : 'the reviews are prepared'} when ${names} has been validated`,
    );
    return next.length === 0 ? NOTHING : `prepared with the validation of ${names}`;
  }
  await ports.bucket.promote(promotedBundleKey(place.environment), await ports.bundle());
  if (next.length === 0) return NOTHING;
  const own = { place, text: await readFile(join(promotion.reportDirectory, VALIDATION_REPORT), 'utf8') };
  const validations = [own, ...others.map(({ place: at, text = '' }) => ({ place: at, text }))];
  return prepareReview(promotion, { validations, attempt }, ports);
};

const NOTHING = 'nothing to decide after this';

const keepValidation = async (
  promotion: Promotion,
  { bucket, log }: PromotionPorts,
): Promise<{ readonly report: ValidationReport; readonly attempt: number }> => {
  const { pipelineExecutionId, place, reportDirectory } = promotion;
  const read = (name: string) => readFile(join(reportDirectory, name));
  const report = await read(VALIDATION_REPORT);
  const prefix = `${releasePrefix(pipelineExecutionId)}${targetPrefix(place.environment, place)}`;
  const attempt = await writeAttempt(bucket, prefix, [
    [VALIDATION_REPORT, report],
    [VALIDATION_JUNIT, await read(VALIDATION_JUNIT)],
  ]);
  log(`kept the validation of ${placeText(place)}, attempt ${attempt}`);
  return { report: reportIn(report.toString('utf8')), attempt };
};

/** What was found between the release before and this one: by hash, since the record of this release is signed. */
const keepLooks = async (
  { pipelineExecutionId, place }: Promotion,
  since: string | undefined,
  { bucket, log }: PromotionPorts,
): Promise<void> => {
  const looks = await keptRevalidations(bucket, place, since);
  if (looks.length === 0) return;
  const key = `${releasePrefix(pipelineExecutionId)}${targetPrefix(place.environment, place)}${REVALIDATIONS}`;
  if (await bucket.putNew(key, Buffer.from(JSON.stringify({ schema: 1, revalidations: looks })))) {
    log(`kept the hashes of ${looks.length} revalidations of ${placeText(place)}`);
  }
};

const reportIn = (text: string): ValidationReport => parseValidationReport(jsonIn(text, VALIDATION_REPORT));

const markPromoted = async (
  { place, releaseDirectory, reportDirectory }: Promotion,
  { bucket, log }: PromotionPorts,
): Promise<void> => {
  const report = await readFile(join(releaseDirectory, GATE_DIRECTORY, GATE_REPORT));
  const question = await readFile(join(reportDirectory, VALIDATION_QUESTION));
  await bucket.promote(promotedQuestionKey(place.environment, place), question);
  await bucket.promote(promotedReportKey(place.environment, place), report);
  log(`${placeText(place)} runs this release`);
};

/** What the other targets' last validations of this execution say; undefined where there is none yet. */
const validationsOf = async ({ pipelineExecutionId }: Promotion, places: readonly DeliveryTarget[], bucket: Bucket) =>
  Promise.all(
    places.map(async (place) => {
      const prefix = `${releasePrefix(pipelineExecutionId)}${targetPrefix(place.environment, place)}`;
      const key = lastAttempt(new Set(await bucket.list(prefix)), `${prefix}${VALIDATION_REPORT}`);
      return { place, text: (await bucket.read(key))?.toString('utf8') };
    }),
  );
