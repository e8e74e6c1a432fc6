import { releasePrefix } from '../../contract/evidence-layout';
import { sha256 } from '../../ground/sha256';
import type { Part } from '../statement';
import type { EvidenceStore } from '../store';

/** Everything a release has left behind so far. */
export interface Parts {
  /** Sorted by name. */
  readonly all: readonly Part[];
  has(name: string): boolean;
  /** The part of a name, by its content. */
  find(name: string): Part | undefined;
  /** The parsed content of a part; undefined where there is none or it is no JSON. */
  json(name: string): unknown;
}

/** Reads and hashes everything below a release, except what is to be written now. */
export const readParts = async (store: EvidenceStore, pipelineExecutionId: string, except: string): Promise<Parts> => {
  const prefix = releasePrefix(pipelineExecutionId);
  const names = (await store.list(prefix)).map((key) => key.slice(prefix.length)).filter((name) => name !== except);
  const contents = new Map<string, Buffer>();
  for (const name of names) {
    const bytes = await store.read(`${prefix}${name}`);
    if (bytes === undefined)
      throw new Error(`${prefix}${name} was listed and cannot be read: nothing here is ever deleted`);
    contents.set(name, bytes);
  }
  return partsOf(contents);
};

/** The parts of given contents. */
export const partsOf = (contents: ReadonlyMap<string, Buffer>): Parts => {
  const all = [...contents].map(([name, bytes]) => ({ name, sha256: sha256(bytes) })).sort(byName);
  const known = new Map(all.map((part) => [part.name, part]));
  return {
    all,
    has: (name) => known.has(name),
    find: (name) => known.get(name),
    json(name) {
      try {
        return JSON.parse(contents.get(name)?.toString('utf8') ?? '') as unknown;
      } catch {
        return undefined;
      }
    },
  };
};

/** In the order of their bytes, which no locale changes: how everything named is listed in a statement. */
export const byName = <T extends { readonly name: string }>(one: T, other: T): number =>
  Buffer.compare(Buffer.from(one.name), Buffer.from(other.name));
