import type { DeliveryTarget } from '../contract/delivery-target';
import { revalidationPrefix } from '../contract/evidence-layout';
import type { ValidationReport } from '../contract/validation-report';
import { readValidation } from '../evidence/close/describe-environment';
import type { EvidenceStore } from '../evidence/store';
import { sha256 } from '../ground/sha256';

/** A look at a target between releases, as the record of the next release names it. */
export interface KeptRevalidation {
  /** Where its report lies in the evidence bucket. */
  readonly key: string;
  readonly sha256: string;
  /** ISO 8601, UTC. */
  readonly endTime: string;
  readonly summary: ValidationReport['summary'];
}

type Store = Pick<EvidenceStore, 'list' | 'read'>;

/** As many as a record names: of a target that is looked at daily and released once a year, all. */
const MOST = 400;

/** The last look at a target between releases, if it was after a time; undefined where nobody looked, or what is kept cannot be read. */
export const lastRevalidation = async (
  store: Store,
  place: DeliveryTarget,
  after = '',
): Promise<{ readonly report: ValidationReport; readonly kept: KeptRevalidation } | undefined> => {
  const [last] = await revalidationsIn(store, place, after, 1);
  return last;
};

/** Every look at a target after a time, oldest first: what the record of a release vouches for by their hashes. */
export const keptRevalidations = async (
  store: Store,
  place: DeliveryTarget,
  after = '',
): Promise<readonly KeptRevalidation[]> => {
  const found = await revalidationsIn(store, place, after, MOST);
  return found.map(({ kept }) => kept).toReversed();
};

/** Newest first; names sort as times. */
const revalidationsIn = async (store: Store, place: DeliveryTarget, after: string, most: number) => {
  const keys = (await store.list(revalidationPrefix(place.environment, place))).toSorted().toReversed();
  const found: { report: ValidationReport; kept: KeptRevalidation }[] = [];
  for (const key of keys) {
    if (found.length === most) break;
    const bytes = await store.read(key);
    const report = bytes && readValidation(parsed(bytes));
    if (bytes === undefined || report === undefined) continue;
    if (report.endTime <= after) break;
    const { endTime, summary } = report;
    found.push({ report, kept: { key, sha256: sha256(bytes), endTime, summary } });
  }
  return found;
};

const parsed = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined; // it is none of ours then
  }
};
