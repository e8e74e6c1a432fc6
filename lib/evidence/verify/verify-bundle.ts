import type { KeyObject } from 'node:crypto';
import { type Bundle, lastStatement } from '../bundle/bundle';
import { fingerprint } from '../public-key';
import type { ReleaseRecord } from '../statement';
import { examineApprovals } from './approvals';
import { examineNumber, examinePrevious } from './chain';
import { examineCompleteness } from './completeness';
import { examineContents } from './contents';
import { examineEnvelope } from './envelope';
import { type Finding, finding } from './finding';
import { examineReferences } from './references';
import { examineTimes } from './times';

/** What a verification says; `yes` where nothing speaks against the bundle. */
export interface Verdict {
  readonly schema: 1;
  readonly verdict: 'yes' | 'no';
  readonly bundle: string;
  /** Fingerprint of the key that is trusted. */
  readonly key: string;
  /** Whether the bundle of the release before was there to compare with. */
  readonly chainChecked: boolean;
  /** Null where no statement can be read. */
  readonly release: Release | null;
  readonly findings: readonly Finding[];
}

/** What a statement says it is about. */
export interface Release {
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
  /** Bundle of the release before this one. */
  readonly previous?: Bundle;
}

/** Proves a record complete and unaltered, or says what is not. Needs no network. */
export const verifyBundle = (bundle: Bundle, { key, previous }: Trust): Verdict => {
  const name = lastStatement(bundle.files);
  const { statement, findings } = examineEnvelope(name, bundle.files.get(name), key);
  const json = jsonIn(bundle);
  const about: readonly Finding[] =
    statement === undefined
      ? []
      : [
          ...examineContents(bundle.files, name, statement),
          ...examineReferences(statement),
          ...examineTimes(statement.predicate),
          ...examineApprovals(statement.predicate, json),
          ...examineCompleteness(statement, json),
          ...examineNumber(statement.predicate),
          ...(previous === undefined ? [] : chained(statement.predicate, previous, key)),
        ];
  const all = [...bundle.problems, ...findings, ...about];
  return {
    schema: 1,
    verdict: all.length === 0 ? 'yes' : 'no',
    bundle: bundle.path,
    key: fingerprint(key),
    chainChecked: previous !== undefined,
    release: statement === undefined ? null : describe(statement.predicate, statement.subject.length),
    findings: all,
  };
};

/** The statement of the release before must itself be signed with the trusted key. */
const chained = (record: ReleaseRecord, previous: Bundle, key: KeyObject): readonly Finding[] => {
  const name = lastStatement(previous.files);
  const envelope = previous.files.get(name);
  const { statement, findings } = examineEnvelope(name, envelope, key);
  const there = findings.map(({ kind, place, because }) => finding(kind, `${previous.path}: ${place}`, because));
  if (statement === undefined || envelope === undefined) return there;
  return [...there, ...examinePrevious(record, { envelope, record: statement.predicate })];
};

const describe = (record: ReleaseRecord, parts: number): Release => ({
  pipelineExecutionId: record.pipelineExecutionId,
  number: record.number,
  previous: record.previous,
  status: record.outcome.status,
  because: record.outcome.because,
  by: record.outcome.by,
  commit: record.commit.id,
  parts,
});

/** Undefined for a file that is not there or is no JSON: who needs it says so. */
const jsonIn =
  ({ files }: Bundle) =>
  (name: string): unknown => {
    try {
      return JSON.parse(files.get(name)?.toString('utf8') ?? '') as unknown;
    } catch {
      return undefined;
    }
  };
