import type { DeliveryTarget } from '../contract/delivery-target';
import { PROMOTED_PREFIX, promotedQuestionKey, promotedReportKey, revalidationKey } from '../contract/evidence-layout';
import { type GateReport, parseGateReport } from '../contract/gate-report';
import { parseValidationQuestion, type ValidationQuestion } from '../contract/validation-question';
import { allPassed, type ValidationReport } from '../contract/validation-report';
import type { EvidenceStore } from '../evidence/store';
import { jsonIn } from '../ground/json';
import { messageOf } from '../ground/message-of';
import { placeText } from './promotion';

/** What is asked again. */
export interface AskedAgain {
  readonly environment: string;
  /** The gate's report on the release that the bundle of the environment holds. */
  readonly released: Buffer;
}

/** Where a revalidation looks and writes. */
export interface RevalidationPorts {
  readonly bucket: EvidenceStore;
  /** Asks a target; rejects where it cannot. */
  readonly ask: (place: DeliveryTarget, question: ValidationQuestion) => Promise<ValidationReport>;
  /** The execution that deploys the environment or validates it now; undefined where none does. */
  readonly atWork: (environment: string) => Promise<string | undefined>;
  readonly log: (line: string) => void;
}

/**
 * Validates every target of an environment again, for what it runs: the release that was promoted there last. While a release is
 * at work there it asks nobody, because that one's own validation is about to.
 *
 * @returns whether everything was as promised; a target that could not be looked at is not
 */
export const revalidate = async (asked: AskedAgain, ports: RevalidationPorts): Promise<boolean> => {
  const { environment, released } = asked;
  const busy = await ports.atWork(environment);
  if (busy !== undefined) {
    ports.log(`nobody is asked: execution ${busy} is at work in ${environment}, and validates it`);
    return true;
  }
  const places = placesOf(environment, parseGateReport(jsonIn(released, 'report.json'), 'report.json'));
  if (places.length === 0) throw new Error(`the release deploys nothing to ${environment}: nothing was looked at`);
  const there = new Set(await ports.bucket.list(`${PROMOTED_PREFIX}${environment}/`));
  let isGood = true;
  for (const place of places) {
    try {
      isGood = (await revalidateOne(place, there, asked, ports)) && isGood;
    } catch (error) {
      ports.log(`${placeText(place)} could not be looked at: ${messageOf(error)}`);
      isGood = false;
    }
  }
  return isGood;
};

const placesOf = (environment: string, { stacks }: GateReport): readonly DeliveryTarget[] => {
  const own = stacks.filter((stack) => stack.environment === environment);
  const places = own.map(({ account, region }) => ({ environment, account, region }));
  return [...new Map(places.map((place) => [placeText(place), place])).values()];
};

const revalidateOne = async (
  place: DeliveryTarget,
  there: ReadonlySet<string>,
  { released }: AskedAgain,
  { bucket, ask, log }: RevalidationPorts,
): Promise<boolean> => {
  const read = async (key: string): Promise<Buffer> => {
    const bytes = there.has(key) ? await bucket.read(key) : undefined;
    if (bytes === undefined) throw new Error(`${key} is not there: no release was promoted to it`);
    return bytes;
  };
  if (!(await read(promotedReportKey(place.environment, place))).equals(released)) {
    throw new Error('it runs another release than the rest of its environment: let one come to its end there');
  }
  const key = promotedQuestionKey(place.environment, place);
  const report = await ask(place, parseValidationQuestion(jsonIn(await read(key), key), key));
  const kept = revalidationKey(place.environment, place, report.endTime);
  if (!(await bucket.putNew(kept, Buffer.from(JSON.stringify(report))))) throw new Error(`${kept} is there already`);
  const { pass, fail, cannotTell } = report.summary;
  log(`${placeText(place)}: ${pass} pass, ${fail} fail, ${cannotTell} cannot tell; kept as ${kept}`);
  return allPassed(report.summary);
};
