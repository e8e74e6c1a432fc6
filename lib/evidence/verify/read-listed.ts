import { createHash } from 'node:crypto';
import { messageOf } from '../../ground/message-of';
import type { Bundle, BundleFile } from '../bundle/bundle';
import { FREE_BYTES, MOST_BYTES, MOST_GROWTH, MOST_REPORT_BYTES } from '../bundle/limits';
import { parsedJson } from '../json';
import { type Discrepancy, finding } from './finding';

/** What a statement's list was read for. */
export interface Contents {
  /** SHA-256 by name, of everything that could be read. */
  readonly digests: ReadonlyMap<string, string>;
  /** The parsed content of a report; undefined for one that is not there or is no JSON: who needs it says so. */
  json(name: string, most?: number): unknown;
  /** What could not be read. */
  readonly findings: readonly Discrepancy[];
}

/**
 * Reads what is listed, and nothing else, each file once and piece by piece; keeps the bytes of reports only, so that what
 * is understood is what was hashed.
 */
export const readListed = async (
  { files }: Bundle,
  names: ReadonlySet<string>,
  reports: ReadonlySet<string>,
): Promise<Contents> => {
  const [digests, kept, findings] = [new Map<string, string>(), new Map<string, Buffer>(), [] as Discrepancy[]];
  let read: Volume = { size: 0, stored: 0, understood: 0 };
  for (const name of names) {
    const file = files.get(name);
    if (file === undefined) continue;
    const keeping = reports.has(name);
    const withIt = {
      size: read.size + file.size,
      stored: read.stored + file.stored,
      understood: read.understood + (keeping ? file.size : 0),
    };
    const problem = volumeProblem(file, withIt);
    if (problem !== undefined) {
      findings.push(finding('altered', name, problem));
      continue;
    }
    read = withIt;
    try {
      const { digest, bytes } = await hashed(file, keeping);
      digests.set(name, digest);
      if (keeping) kept.set(name, bytes);
    } catch (error) {
      findings.push(finding('altered', name, `it cannot be read: ${messageOf(error)}`));
    }
  }
  return { digests, json: (name, most) => parsedJson(kept.get(name) ?? Buffer.alloc(0), most), findings };
};

/** Bytes of everything that is read. */
interface Volume {
  readonly size: number;
  readonly stored: number;
  /** Of reports and decisions. */
  readonly understood: number;
}

/** Why a file is not read, with which it would be so much. */
const volumeProblem = ({ size, stored }: BundleFile, withIt: Volume): string | undefined => {
  if (withIt.size > MOST_BYTES)
    return `it is ${size} bytes long: with it, more than ${MOST_BYTES} bytes of the bundle would be read`;
  if (withIt.understood > MOST_REPORT_BYTES)
    return `it is ${size} bytes long: with it, more than ${MOST_REPORT_BYTES} bytes of reports and decisions would be read`;
  return withIt.size > FREE_BYTES + MOST_GROWTH * withIt.stored
    ? `${stored} bytes would unpack to ${size}: no part of a release grows like that`
    : undefined;
};

const hashed = async (
  file: BundleFile,
  keep: boolean,
): Promise<{ readonly digest: string; readonly bytes: Buffer }> => {
  const hash = createHash('sha256');
  const pieces: Buffer[] = [];
  for await (const piece of file.open()) {
    hash.update(piece);
    if (keep) pieces.push(piece);
  }
  return { digest: hash.digest('hex'), bytes: Buffer.concat(pieces) };
};
