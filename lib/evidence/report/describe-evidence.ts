import { publicKeyKey } from '../../contract/evidence-layout';
import type { EvidenceReport, ReportedRelease } from '../../contract/evidence-report';
import { gateReportSchema } from '../../contract/gate-report';
import { listReleases } from '../archive';
import { readLink } from '../close/chain';
import { openEnvelope, PAYLOAD_TYPE, preAuthenticationEncoding } from '../dsse';
import { outcomeWord, reachedBy } from '../outcome-word';
import { fingerprint, fits, readPublicKey } from '../public-key';
import type { RecordedBuild, ReleaseRecord } from '../statement';
import type { EvidenceStore } from '../store';
import { acceptedIn } from './accepted-in';
import { provenEncryption } from './proven-encryption';
import { partReader, type ReadPart, type RecordFlaw } from './read-part';

/**
 * What the last releases tell an auditor. Every part that it rests on is held to the hash that was signed, and every statement
 * to the key that the bucket publishes.
 */
export const describeEvidence = async (
  store: EvidenceStore,
  application: string,
  last: number,
): Promise<EvidenceReport> => {
  const { closed, open, findings } = await listReleases(store);
  const flaws: RecordFlaw[] = findings.map(({ place, because }) => ({ place, because }));
  const releases: ReportedRelease[] = [];
  for (const record of closed.slice(-last).toReversed()) {
    const flaw = await unsigned(store, record);
    if (flaw !== undefined) flaws.push({ place: `release ${record.number}`, because: flaw });
    releases.push(await describe(record, partReader(store, record, flaws)));
  }
  return { schema: 1, application, releases, closed: closed.length, open, findings: flaws };
};

const describe = async (record: ReleaseRecord, read: ReadPart): Promise<ReportedRelease> => {
  const { number, pipelineExecutionId, outcome, commit, startTime, endTime, build, environments } = record;
  return {
    number,
    pipelineExecutionId,
    outcome: outcomeWord(outcome),
    because: outcome.because,
    commit,
    startTime,
    endTime,
    reached: reachedBy(record),
    decisions: environments.flatMap(({ name: environment, approvals }) =>
      approvals.map(({ decision, by, byAuthor = false, decidedAt: at, comment, question }) => ({
        environment,
        decision,
        by,
        byAuthor,
        at,
        comment,
        question,
      })),
    ),
    ...(await gateOf(build, read)),
    encryption: await provenEncryption(environments, read),
  };
};

const gateOf = async ({ gateReport, verdict }: RecordedBuild, read: ReadPart) => {
  const report = gateReportSchema.safeParse(await read(gateReport));
  return { gate: verdict, accepted: report.success ? acceptedIn(report.data) : [] };
};

/** Why a statement is not signed with a key that the bucket publishes; undefined where it is. */
const unsigned = async (store: EvidenceStore, { number }: ReleaseRecord): Promise<string | undefined> => {
  const opened = openEnvelope((await readLink(store, number)).bytes);
  if (typeof opened === 'string') return opened;
  const [signature] = opened.signatures;
  if (signature === undefined || opened.payloadType !== PAYLOAD_TYPE) return 'its statement has no signature';
  const name = publicKeyKey(signature.keyId);
  const pem = await store.read(name);
  if (pem === undefined) return `${name} is not published: nobody could check its signature`;
  const key = readPublicKey(pem.toString('utf8'), name);
  if (fingerprint(key) !== signature.keyId) return `${name} holds another key: somebody has changed it`;
  return fits(key, preAuthenticationEncoding(opened.payloadType, opened.payload), signature.signature)
    ? undefined
    : `its signature does not fit ${name}`;
};
