import type { DeliveryTarget } from '../contract/delivery-target';
import type { Drift } from '../contract/drift';
import { REVIEW_DATA, releasePrefix, targetPrefix } from '../contract/evidence-layout';
import type { DecisionFacts, ReleaseFacts } from '../contract/release-facts';
import { parseReview } from '../contract/review';
import { VALIDATION_REPORT, type ValidationReport } from '../contract/validation-report';
import { readValidation } from '../evidence/close/describe-environment';
import { type EvidenceStore, lastAttempt } from '../evidence/store';
import { jsonIn } from '../ground/json';
import { messageOf } from '../ground/message-of';
import { lastRevalidation } from './revalidations';

/** What the release that is deployed in a target has left in the evidence. */
export interface Before {
  readonly drift: Drift;
  readonly facts: ReleaseFacts;
}

/** Checks that hold what is deployed to what was released, as a drift detection does. */
const COMPARES = /-as-released$/;

/** As many earlier decisions as a page lists. */
const MOST = 50;

/**
 * What is known of a target from before: its drift by the last validation there, and decisions that CodePipeline has forgotten,
 * which the review before this one still lists.
 */
export const knownBefore = async (
  store: Pick<EvidenceStore, 'list' | 'read'>,
  place: DeliveryTarget,
  facts: ReleaseFacts,
): Promise<Before> => {
  const id = facts.previous?.pipelineExecutionId;
  if (id === undefined) return { drift: unseen('which release is deployed there is not known'), facts };
  const prefix = `${releasePrefix(id)}${targetPrefix(place.environment, place)}`;
  const keys = await store.list(prefix);
  return {
    drift: await withLastLook({ pipelineExecutionId: id, ...(await driftIn(store, prefix, keys)) }, store, place),
    facts: await withEarlier(facts, store, `${prefix}${REVIEW_DATA}`, keys),
  };
};

const unseen = (because: string): Drift => ({ because, differences: [] });

/** What was found between releases is newer than what the validation after the last one has found. */
const withLastLook = async (
  drift: Drift,
  store: Pick<EvidenceStore, 'list' | 'read'>,
  place: DeliveryTarget,
): Promise<Drift> => {
  const last = await lastRevalidation(store, place, drift.asOf);
  if (last === undefined) return drift;
  const { key: report, sha256, endTime: time, summary } = last.kept;
  return { ...drift, ...differencesIn(last.report), revalidated: { time, ...summary, report, sha256 } };
};

const differencesIn = ({ endTime, results }: ValidationReport): Pick<Drift, 'asOf' | 'differences'> => ({
  asOf: endTime,
  differences: results
    .filter(({ check }) => COMPARES.test(check))
    .flatMap((each) =>
      each.status === 'pass' ? [] : [{ check: each.check, subject: each.subject, because: each.because }],
    ),
});

const driftIn = async (store: Pick<EvidenceStore, 'read'>, prefix: string, keys: readonly string[]): Promise<Drift> => {
  const bytes = await store.read(lastAttempt(new Set(keys), `${prefix}${VALIDATION_REPORT}`));
  if (bytes === undefined) return unseen('no validation of it is kept');
  const report = readValidation(parsed(bytes));
  if (report === undefined) return unseen('its validation cannot be read');
  const asked = report.results.filter(({ check }) => COMPARES.test(check));
  if (asked.length === 0) return unseen('its validation did not compare what is deployed with what was released');
  return differencesIn(report);
};

const parsed = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined; // whoever asks says that it cannot be read
  }
};

/** The review before this one lists what was decided until then. */
const withEarlier = async (
  facts: ReleaseFacts,
  store: Pick<EvidenceStore, 'read'>,
  key: string,
  keys: readonly string[],
): Promise<ReleaseFacts> => {
  if (!keys.includes(key)) return facts;
  try {
    const bytes = await store.read(key);
    const older = bytes === undefined ? [] : (parseReview(jsonIn(bytes, key), key).release?.decisions ?? []);
    const decisions = merged(facts.decisions ?? [], older);
    return facts.decisions === undefined && decisions.length === 0 ? facts : { ...facts, decisions };
  } catch (error) {
    // A page without them is still a page, and it says so.
    const said = `decisions that CodePipeline has forgotten are unknown: ${messageOf(error)}`;
    return { ...facts, unknown: [...(facts.unknown ?? []), said] };
  }
};

const merged = (known: readonly DecisionFacts[], older: readonly DecisionFacts[]): readonly DecisionFacts[] => {
  const nameOf = ({ time, pipelineExecutionId, decision }: DecisionFacts): string =>
    JSON.stringify([time, pipelineExecutionId, decision]);
  const all = new Map([...older, ...known].map((each) => [nameOf(each), each]));
  return [...all.values()].toSorted((one, other) => (one.time < other.time ? 1 : -1)).slice(0, MOST);
};
