import { releasePrefix } from '../../contract/evidence-layout';
import { sha256 } from '../../ground/sha256';
import { writtenRecord } from '../close/approval-record';
import { byName } from '../close/parts';
import type { EvidenceStore } from '../store';
import type { Gathered } from './gather';
import { BUILD_MANIFEST, buildDirectory } from './layout';

/** Which build this is. */
export interface BuildIdentity {
  readonly pipelineExecutionId: string;
  readonly buildId: string;
  readonly commit: string;
  /** Whether it had gone well so far. */
  readonly succeeding: boolean;
}

/** More builds of one release than this are none. */
const MOST_BUILDS = 20;
const AT_ONCE = 8;

/**
 * Writes what a build leaves. Its list of contents is written first, and takes the directory: whatever happens then, the
 * list says what should be there.
 *
 * @returns the directory, below the release
 */
export const recordBuild = async (
  store: EvidenceStore,
  identity: BuildIdentity,
  gathered: Gathered,
): Promise<string> => {
  const release = releasePrefix(identity.pipelineExecutionId);
  const list = writtenRecord(manifest(identity, gathered));
  for (let number = 1; number <= MOST_BUILDS; number++) {
    const directory = buildDirectory(number);
    if (!(await store.putNew(`${release}${directory}${BUILD_MANIFEST}`, list))) continue;
    const files = [...gathered.files].values();
    const worker = async (): Promise<void> => {
      for (const [name, bytes] of files) {
        if (await store.putNew(`${release}${directory}${name}`, bytes)) continue;
        throw new Error(`${release}${directory}${name} is there already: nobody but this build may have written it`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return directory;
  }
  throw new Error(`${identity.pipelineExecutionId} has been built ${MOST_BUILDS} times: start a new execution`);
};

const manifest = ({ buildId, commit, succeeding }: BuildIdentity, { files, absent, tools }: Gathered) => ({
  schema: 1,
  buildId,
  commit,
  succeeding,
  tools,
  absent,
  parts: [...files].map(([name, bytes]) => ({ name, sha256: sha256(bytes), bytes: bytes.length })).sort(byName),
});
