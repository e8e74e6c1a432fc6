import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeliveryTarget } from '../contract/delivery-target';
import { promotedReportKey, releasePrefix, targetPrefix } from '../contract/evidence-layout';
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

/**
 * Keeps what a validation has proved; where it passed, writes down what its target runs now and prepares the reviews of the
 * targets that are decided about next.
 *
 * Of the targets of an environment the last one to pass prepares them, so that a review shows what all of them
 * answered and nobody waits for it.
 *
 * @returns one line for the person who will decide
 */
export const promote = async (promotion: Promotion, ports: PromotionPorts): Promise<string> => {
  const { place, beside, next, succeeded } = promotion;
  const { report, attempt } = await keepValidation(promotion, ports);
  await ports.page(report, await ports.facts(place.environment));
  if (!succeeded || !allPassed(report.summary)) {
    ports.log(`${placeText(place)} is not promoted: its validation did not pass`);
    return `not prepared: the validation of ${placeText(place)} did not pass`;
  }
  await markPromoted(promotion, ports);
  if (next.length === 0) return 'nothing to decide after this';
  const besides = beside.filter((each) => placeText(each) !== placeText(place));
  const others = await validationsOf(promotion, besides, ports.bucket);
  const waiting = others.filter(({ text }) => text === undefined || !allPassed(reportIn(text).summary));
  if (waiting.length > 0) {
    const [first, ...more] = waiting.map((other) => placeText(other.place));
    const names = `${first}${more.length === 0 ? '' : ` and ${more.length} more`}`;
    ports.log(`the reviews are prepared when ${names} has been validated`);
    return `prepared with the validation of ${names}`;
  }
  const own = { place, text: await readFile(join(promotion.reportDirectory, VALIDATION_REPORT), 'utf8') };
  const validations = [own, ...others.map(({ place: at, text = '' }) => ({ place: at, text }))];
  return prepareReview(promotion, { validations, attempt }, ports);
};

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

const reportIn = (text: string): ValidationReport => parseValidationReport(jsonIn(text, VALIDATION_REPORT));

const markPromoted = async ({ place, releaseDirectory }: Promotion, { bucket, log }: PromotionPorts): Promise<void> => {
  const report = await readFile(join(releaseDirectory, GATE_DIRECTORY, GATE_REPORT));
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
