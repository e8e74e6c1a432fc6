import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeliveryTarget } from '../contract/delivery-target';
import {
  GATE_OF_REVIEW,
  promotedReportKey,
  REVIEW_DATA,
  REVIEW_PAGE,
  releasePrefix,
  targetPrefix,
} from '../contract/evidence-layout';
import { GATE_DIRECTORY, GATE_REPORT, type GateReport, parseGateReport } from '../contract/gate-report';
import { dayOf, daysBetween, ENDS_SOON_DAYS, firstDayRefused, isDay } from '../contract/grace';
import { type AccessChange, isBroader, parseReview, type Review } from '../contract/review';
import { jsonIn } from '../ground/json';
import { dangersFirst, type Located } from './dangers-first';
import { knownBefore } from './known-before';
import { type Promotion, type PromotionPorts, placeText } from './promotion';

/** What has been proved before the decision, and at which attempt. */
interface Proved {
  readonly validations: readonly { readonly place: DeliveryTarget; readonly text: string }[];
  readonly attempt: number;
}

/**
 * Prepares the review of every target that is decided about next, and lays it where the approval points.
 *
 * @returns what changes there, in one line
 */
export const prepareReview = async (
  promotion: Promotion,
  { validations, attempt }: Proved,
  ports: PromotionPorts,
): Promise<string> => {
  const { next, reviewDirectory } = promotion;
  const files = await Promise.all(
    validations.map(({ place, text }) => written(join(reviewDirectory, nameOf(place)), 'validation.json', text)),
  );
  const counts: string[] = [];
  const news: Located[] = [];
  for (const place of next) {
    const { isNew, line: said, news: found } = await prepareOne(place, files, promotion, ports);
    news.push(...found.map((each) => ({ ...each, place })));
    const line = isNew || attempt === 1 ? said : `${EARLIER}: ${said}`;
    counts.push(next.length === 1 ? line : `${place.account}/${place.region}: ${line}`);
  }
  const ending = await endingIn(promotion.releaseDirectory, ports.today);
  return shortened(`${dangersFirst(news, next.length > 1)}${ending}${counts.join('; ')}`);
};

/** Of the whole release, the pipeline's own stacks too: what is accepted although its last day is over, and what soon will be. */
const endingIn = async (releaseDirectory: string, today: Date): Promise<string> => {
  const { acknowledged, graceDays = 0 } = await gateReportIn(releaseDirectory);
  const now = dayOf(today);
  const ends = acknowledged
    .map(({ acknowledgement }) => acknowledgement.expires)
    .filter(isDay)
    .toSorted();
  const over = ends.filter((day) => day < now);
  const soon = ends.filter((day) => day >= now && daysBetween(now, day) <= ENDS_SOON_DAYS);
  const [first] = over;
  const [next] = soon;
  return [
    first !== undefined &&
      `${counted(over.length, 'ACKNOWLEDGEMENT HAS', 'ACKNOWLEDGEMENTS HAVE')} EXPIRED, releases stop from ${firstDayRefused(first, graceDays)}; `,
    next !== undefined &&
      `${counted(soon.length, 'acknowledgement expires', 'acknowledgements expire')} within ${ENDS_SOON_DAYS} days, the first on ${next}; `,
  ]
    .filter((line) => line !== false)
    .join('');
};

const gateReportIn = async (releaseDirectory: string): Promise<GateReport> => {
  const name = join(releaseDirectory, GATE_DIRECTORY, GATE_REPORT);
  return parseGateReport(jsonIn(await readFile(name), name), name);
};

/** CodePipeline takes a thousand characters as the message of an approval, and there is more to say in it. */
const LONGEST = 500;
const shortened = (line: string): string => (line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line);

const prepareOne = async (
  place: Promotion['next'][number],
  validations: readonly string[],
  { pipelineExecutionId, releaseDirectory, reviewDirectory }: Promotion,
  { bucket, review, log, facts }: PromotionPorts,
): Promise<{ readonly isNew: boolean; readonly line: string; readonly news: Review['news'] }> => {
  const output = join(reviewDirectory, nameOf(place));
  const key = promotedReportKey(place.environment, place);
  // By listing: who may not list the whole bucket is not told that an object is not there.
  const report = (await bucket.list(key)).includes(key) ? await bucket.read(key) : undefined;
  const promoted = report && (await written(output, 'promoted.json', report));
  const { roleArn } = place;
  const before = await knownBefore(bucket, place, await facts(place.environment));
  await review({ place, roleArn, releaseDirectory, promoted, validations, output, ...before });
  const prefix = `${releasePrefix(pipelineExecutionId)}${targetPrefix(place.environment, place)}`;
  const data = await readFile(join(output, REVIEW_DATA));
  const isNew = await bucket.putNew(`${prefix}${REVIEW_PAGE}`, await readFile(join(output, REVIEW_PAGE)));
  await bucket.putNew(`${prefix}${REVIEW_DATA}`, data);
  await bucket.putNew(`${prefix}${GATE_OF_REVIEW}`, await readFile(join(output, GATE_OF_REVIEW)));
  log(`${isNew ? 'prepared' : 'somebody else has prepared'} the review of ${placeText(place)}`);
  const gate = await gateReportIn(releaseDirectory);
  const made = parseReview(jsonIn(data, REVIEW_DATA), REVIEW_DATA);
  return { isNew, line: countsOf(made, acknowledgedIn(gate, place)), news: made.news };
};

/** Evidence is never written over: what a retried stage finds may differ from the page that its first attempt has left. */
const EARLIER = 'THE PAGE IS OF AN EARLIER ATTEMPT, what it would say now';

const nameOf = ({ environment, account, region }: DeliveryTarget): string => `${environment}-${account}-${region}`;

const written = async (directory: string, name: string, content: string | Buffer): Promise<string> => {
  await mkdir(directory, { recursive: true });
  const file = join(directory, name);
  await writeFile(file, content);
  return file;
};

/** How many findings are accepted on purpose in the stacks of a target. */
const acknowledgedIn = (
  { acknowledged, stacks }: GateReport,
  { environment, account, region }: DeliveryTarget,
): number => {
  const own = new Set(
    stacks
      .filter((stack) => stack.environment === environment && stack.account === account && stack.region === region)
      .map(({ path }) => path),
  );
  return acknowledged.filter(({ stack }) => stack !== undefined && own.has(stack)).length;
};

/** What a review says, in one line: what a person reads before the page. */
const countsOf = ({ baseline, stacks, news, findings, acknowledgements }: Review, acknowledged: number): string => {
  const changed = stacks.filter(({ change }) => change !== 'unchanged').length;
  const changes = (pick: (stack: Review['stacks'][number]) => readonly AccessChange[]) =>
    stacks.flatMap(pick).filter(isBroader).length;
  const parts = [
    `compared with ${baseline.kind === 'nothing' ? `nothing: ${withoutAside(baseline.because)}` : baseline.label}`,
    counted(changed, 'stack changes', 'stacks change'),
    counted(
      changes(({ permissions }) => permissions),
      'permission broadened',
      'permissions broadened',
    ),
    counted(
      changes(({ network }) => network),
      'network path broadened',
      'network paths broadened',
    ),
    counted(news.filter(({ weight }) => weight === 'danger').length, 'danger', 'dangers'),
    findings.known ? counted(findings.new.length, 'new finding', 'new findings') : 'findings not compared',
    `${acknowledged} acknowledged${acknowledgements.known ? ` (${acknowledgements.added.length} new)` : ''}`,
  ];
  return parts.join(', ');
};

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** The error message in brackets is for the page. */
const withoutAside = (text: string): string => text.replace(/ \(.*/s, '');
