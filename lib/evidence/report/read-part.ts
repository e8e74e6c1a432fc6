import { releasePrefix } from '../../contract/evidence-layout';
import type { EvidenceReport } from '../../contract/evidence-report';
import { sha256 } from '../../ground/sha256';
import type { Part, ReleaseRecord } from '../statement';
import type { EvidenceStore } from '../store';

/** What speaks against the record. */
export type RecordFlaw = EvidenceReport['findings'][number];

/** Reads a part of a release; undefined where it is not there, or not what was signed, which is noted. */
export type ReadPart = (part: Part | null) => Promise<unknown>;

/** Reads parts of one release, held to what was signed. */
export const partReader =
  (store: EvidenceStore, { number, pipelineExecutionId }: ReleaseRecord, flaws: RecordFlaw[]): ReadPart =>
  async (part) => {
    if (part === null) return undefined;
    const bytes = await store.read(`${releasePrefix(pipelineExecutionId)}${part.name}`);
    const place = `release ${number}, ${part.name}`;
    if (bytes === undefined) flaws.push({ place, because: 'it was signed, and is not there' });
    else if (sha256(bytes) !== part.sha256) flaws.push({ place, because: 'it is not what was signed' });
    else return parsed(bytes);
    return undefined;
  };

const parsed = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined; // whoever asks says that it is no report
  }
};
