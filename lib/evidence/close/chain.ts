import { CHAIN_PREFIX, chainKey } from '../../contract/evidence-layout';
import { sha256 } from '../../ground/sha256';
import { openEnvelope } from '../dsse';
import { type ReleaseRecord, statementSchema } from '../statement';
import type { EvidenceStore } from '../store';

/** One closed release, as the chain has it. */
export interface Link {
  readonly number: number;
  readonly bytes: Buffer;
  readonly record: ReleaseRecord;
}

/** What the next release names as its previous one. */
export const previousOf = (link: Link | undefined): ReleaseRecord['previous'] =>
  link === undefined
    ? null
    : {
        number: link.number,
        pipelineExecutionId: link.record.pipelineExecutionId,
        sha256: sha256(link.bytes),
      };

/** How many releases are closed. */
export const chainLength = async (store: EvidenceStore): Promise<number> => {
  const last = (await store.list(CHAIN_PREFIX)).at(-1);
  if (last === undefined) return 0;
  const number = Number(last.slice(CHAIN_PREFIX.length, -'.json'.length));
  if (chainKey(number) === last) return number;
  throw new Error(
    `${last} is no link of the chain: only ${chainKey(1)} and what follows may lie below ${CHAIN_PREFIX}`,
  );
};

/**
 * Reads one link.
 *
 * @throws {Error} when it does not exist or is no record: nothing may be chained to what nobody can read
 */
export const readLink = async (store: EvidenceStore, number: number): Promise<Link> => {
  const key = chainKey(number);
  const bytes = await store.read(key);
  if (bytes === undefined) throw new Error(`${key} is missing: the chain has a gap`);
  const opened = openEnvelope(bytes);
  if (typeof opened === 'string') throw new Error(`${key}: ${opened}`);
  const { predicate: record } = statementSchema.parse(JSON.parse(opened.payload.toString('utf8')));
  return { number, bytes, record };
};
