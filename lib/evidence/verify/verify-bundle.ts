import type { KeyObject } from 'node:crypto';
import type { Bundle } from '../bundle/bundle';
import { fingerprint } from '../public-key';
import type { ReleaseRecord, Statement } from '../statement';
import { examineApprovals } from './approvals';
import { examineNumber, examinePrevious } from './chain';
import { examineCompleteness } from './completeness';
import { examineContents, examineReferences } from './contents';
import { type Discrepancy, finding } from './finding';
import { readListed } from './read-listed';
import { readStatement } from './read-statement';
import { examineTimes } from './times';

/** What a verification says; `yes` where nothing speaks against the bundle. */
export interface BundleVerdict {
  readonly schema: 1;
  readonly verdict: 'yes' | 'no';
  readonly bundle: string;
  /** Fingerprint of the key that is trusted. */
  readonly key: string;
  readonly keyFrom: Trust['keyFrom'];
  /** Whether the bundle of the release before was there to compare with. */
  readonly chainChecked: boolean;
  /** Null where no statement can be read. */
  readonly release: VerifiedRelease | null;
  readonly findings: readonly Discrepancy[];
}

/** What a statement says it is about. */
export interface VerifiedRelease {
  readonly pipelineExecutionId: string;
  readonly number: number;
  readonly previous: ReleaseRecord['previous'];
  readonly status: string;
  readonly because: string;
  readonly by: string | null;
  readonly commit: string;
  readonly parts: number;
}

/** Whom to trust, and what to compare with. */
export interface Trust {
  readonly key: KeyObject;
  /** Whether somebody said which key it is; one that lay there is as good as whoever laid it there. */
  readonly keyFrom: 'given' | 'beside the bundle';
  /** Bundle of the release before this one. */
  readonly previous?: Bundle;
}

/** Proves a record complete and unaltered, or says what is not. Needs no network. */
export const verifyBundle = async (bundle: Bundle, { key, keyFrom, previous }: Trust): Promise<BundleVerdict> => {
  const read = await readStatement(bundle, key);
  const { statement } = read;
  const findings = [
    ...bundle.problems,
    ...read.findings,
    ...(statement === undefined ? [] : await examineRecord(bundle, read.name, statement)),
    ...(previous === undefined ? [] : await examineBefore(statement?.predicate, previous, key)),
  ];
  return {
    schema: 1,
    verdict: findings.length === 0 ? 'yes' : 'no',
    bundle: bundle.path,
    key: fingerprint(key),
    keyFrom,
    chainChecked: previous !== undefined,
    release: statement === undefined ? null : describe(statement.predicate, statement.subject.length),
    findings,
  };
};

/** What is signed against itself, and against what lies in the bundle. */
const examineRecord = async (bundle: Bundle, name: string, statement: Statement): Promise<readonly Discrepancy[]> => {
  const { predicate, subject } = statement;
  const { digests, json, findings } = await readListed(
    bundle,
    new Set(subject.map((part) => part.name)),
    reportsIn(predicate),
  );
  const told = new Set([...bundle.problems, ...findings].map(({ place }) => place));
  return [
    ...findings,
    ...examineContents({ names: bundle.files.keys(), digests, told }, name, statement),
    ...examineReferences(statement),
    ...examineTimes(predicate),
    ...examineApprovals(predicate, json),
    ...examineCompleteness(statement, json),
    ...examineNumber(predicate),
  ];
};

/** Parts that are not only hashed, but understood. */
const reportsIn = ({ build, environments }: ReleaseRecord): ReadonlySet<string> =>
  new Set(
    [
      build.gateReport,
      ...environments.flatMap(({ approvals, targets }) => [
        ...approvals.map(({ record }) => record),
        ...targets.map(({ validation }) => validation?.report),
      ]),
    ].flatMap((part) => part?.name ?? []),
  );

/** The statement of the release before must itself be signed with the trusted key. */
const examineBefore = async (
  record: ReleaseRecord | undefined,
  previous: Bundle,
  key: KeyObject,
): Promise<readonly Discrepancy[]> => {
  const { envelope, statement, findings } = await readStatement(previous, key, record?.previous?.sha256);
  const there = [...previous.problems, ...findings].map(({ kind, place, because }) =>
    finding(kind, place === previous.path ? place : `${previous.path}: ${place}`, because),
  );
  if (record === undefined || envelope === undefined) return there;
  return [...there, ...examinePrevious(record, { envelope, record: statement?.predicate })];
};

const describe = (record: ReleaseRecord, parts: number): VerifiedRelease => ({
  pipelineExecutionId: record.pipelineExecutionId,
  number: record.number,
  previous: record.previous,
  status: record.outcome.status,
  because: record.outcome.because,
  by: record.outcome.by,
  commit: record.commit.id,
  parts,
});
