import { publicKeyKey, RELEASES_PREFIX, releasePrefix } from '../contract/evidence-layout';
import { sha256 } from '../ground/sha256';
import { UserError } from '../ground/user-error';
import { lastStatement } from './bundle/bundle';
import { chainLength, readLink } from './close/chain';
import { openEnvelope } from './dsse';
import { fingerprint, readPublicKey } from './public-key';
import { type ReleaseRecord, statementSchema } from './statement';
import type { EvidenceStore } from './store';
import { type Discrepancy, finding } from './verify/finding';

/** What an evidence bucket holds. */
export interface Archive {
  /** Closed releases, oldest first. */
  readonly closed: readonly ReleaseRecord[];
  /** Execution ids that left something behind and have no statement. */
  readonly open: readonly string[];
  /** What speaks against the chain. */
  readonly findings: readonly Discrepancy[];
}

/** Lists every release, and follows the chain from the first to the last. */
export const listReleases = async (store: EvidenceStore): Promise<Archive> => {
  const length = await chainLength(store);
  const closed: ReleaseRecord[] = [];
  const findings: Discrepancy[] = [];
  let before: Buffer | undefined;
  for (let number = 1; number <= length; number++) {
    const { bytes, record } = await readLink(store, number);
    const expected = before === undefined ? undefined : sha256(before);
    if (record.number !== number || record.previous?.sha256 !== expected) {
      findings.push(finding('reordered', `release ${number}`, 'it does not name the release before it'));
    }
    closed.push(record);
    before = bytes;
  }
  const known = new Set(closed.map(({ pipelineExecutionId }) => pipelineExecutionId));
  const ids = (await store.list(RELEASES_PREFIX)).map(
    (key) => key.slice(RELEASES_PREFIX.length).split('/', 1)[0] ?? '',
  );
  return { closed, open: [...new Set(ids)].filter((id) => !known.has(id)), findings };
};

/**
 * The execution id that a person means: the id itself, the beginning of one, a number of the chain, or `latest`.
 *
 * @throws {UserError} when there is none, or more than one
 */
export const findRelease = async (store: EvidenceStore, wanted: string): Promise<string> => {
  if (wanted === 'latest' || /^\d{1,7}$/.test(wanted)) {
    const length = await chainLength(store);
    const number = wanted === 'latest' ? length : Number(wanted);
    if (number < 1 || number > length) throw new UserError(`there is no release ${wanted}: ${length} are closed`);
    return (await readLink(store, number)).record.pipelineExecutionId;
  }
  const keys = await store.list(`${RELEASES_PREFIX}${wanted}`);
  const ids = [...new Set(keys.map((key) => key.slice(RELEASES_PREFIX.length).split('/', 1)[0] ?? ''))];
  const [only, ...more] = ids;
  if (only === undefined)
    throw new UserError(`no release begins with "${wanted}": \`evidence list\` names all of them`);
  if (more.length > 0) throw new UserError(`"${wanted}" is the beginning of ${ids.length} releases: ${ids.join(', ')}`);
  return only;
};

/** Everything a release left behind, under the names it has in a bundle. */
export const readRelease = async (store: EvidenceStore, id: string): Promise<ReadonlyMap<string, Buffer>> => {
  const prefix = releasePrefix(id);
  const files = new Map<string, Buffer>();
  for (const key of await store.list(prefix)) {
    const bytes = await store.read(key);
    if (bytes !== undefined) files.set(key.slice(prefix.length), bytes);
  }
  return files;
};

/** The record of a closed release; undefined while it is open. Nothing of it is proved. */
export const recordIn = (files: ReadonlyMap<string, Buffer>): ReleaseRecord | undefined => {
  const opened = openedIn(files);
  return opened === undefined
    ? undefined
    : statementSchema.parse(JSON.parse(opened.payload.toString('utf8'))).predicate;
};

/** The published public key that a release says it is signed with; undefined while it is open. */
export const publishedKey = async (
  store: EvidenceStore,
  files: ReadonlyMap<string, Buffer>,
): Promise<string | undefined> => {
  const keyId = openedIn(files)?.signatures[0]?.keyId;
  if (keyId === undefined) return undefined;
  const pem = await store.read(publicKeyKey(keyId));
  if (pem === undefined) throw new Error(`${publicKeyKey(keyId)} is not published: nobody could check this release`);
  const found = fingerprint(readPublicKey(pem.toString('utf8'), publicKeyKey(keyId)));
  if (found === keyId) return pem.toString('utf8');
  throw new Error(`${publicKeyKey(keyId)} holds another key, ${found}: somebody has changed it`);
};

const openedIn = (files: ReadonlyMap<string, Buffer>) => {
  const name = lastStatement(files);
  const bytes = files.get(name);
  if (bytes === undefined) return undefined;
  const opened = openEnvelope(bytes);
  if (typeof opened === 'string') throw new Error(`${name}: ${opened}`);
  return opened;
};
