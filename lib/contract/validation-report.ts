/** What one validation of one target says; the machine-readable form of its table. This file imports nothing. */

/** One answer about one subject. `cannot-tell` counts as a failure: a check that could not look has proved nothing. */
export type ValidationResult = {
  /** Id of the check, e.g. `log-groups-encrypted`. */
  readonly check: string;
  /** Id of the requirement it proves, e.g. `ZT-07`. */
  readonly requirement: string;
  /** What was looked at: a log group, a key, a stream. */
  readonly subject: string;
} & (
  | { readonly status: 'pass' }
  | { readonly status: 'fail'; readonly because: string; readonly fix: string }
  | { readonly status: 'cannot-tell'; readonly because: string }
);

/** `validation.json`, schema 1; times are ISO 8601 UTC. */
export interface ValidationReport {
  readonly schema: 1;
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  /** Ids of the checks that were asked, where not all were: such a report does not vouch for the target. */
  readonly only?: readonly string[];
  /** Checks that were not asked although they were meant to be, and why. */
  readonly notAsked?: readonly NotAsked[];
  readonly startTime: string;
  readonly endTime: string;
  readonly summary: ValidationSummary;
  readonly results: readonly ValidationResult[];
}

/** A check without an answer, because what it compares with was not at hand. */
export interface NotAsked {
  readonly check: string;
  readonly because: string;
}

/** How many answers of each kind. */
export interface ValidationSummary {
  readonly pass: number;
  readonly fail: number;
  readonly cannotTell: number;
}

/** Name of the JSON report in its directory. */
export const VALIDATION_REPORT = 'validation.json';

/** Name of the JUnit report in its directory. */
export const VALIDATION_JUNIT = 'junit.xml';

/** Name of the page in its directory. */
export const VALIDATION_PAGE = 'validation.html';

/** Counts answers by kind. */
export const summarize = (results: readonly Pick<ValidationResult, 'status'>[]): ValidationSummary => {
  const count = (wanted: string) => results.filter(({ status }) => status === wanted).length;
  return { pass: count('pass'), fail: count('fail'), cannotTell: count('cannot-tell') };
};

/** Did every check pass? A report without results has proved nothing. */
export const allPassed = ({ pass, fail, cannotTell }: ValidationSummary): boolean =>
  pass > 0 && fail === 0 && cannotTell === 0;

type Json = Readonly<Record<string, unknown>>;

const object = (value: unknown, at: string): Json => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw new Error(`validation report: ${at} must be an object, got ${JSON.stringify(value)}`);
};

const text = (holder: Json, key: string, at: string): string => {
  const value = holder[key];
  if (typeof value === 'string') return value;
  throw new Error(`validation report: ${at}${key} must be a text, got ${JSON.stringify(value)}`);
};

const selection = (holder: Json): readonly string[] | undefined => {
  const ids = holder['only'];
  if (ids === undefined) return undefined;
  if (Array.isArray(ids) && ids.length > 0 && ids.every((id) => typeof id === 'string')) return ids;
  throw new Error(`validation report: only must be a list of ids of checks, got ${JSON.stringify(ids)}`);
};

const unasked = (holder: Json): readonly NotAsked[] | undefined => {
  const listed = holder['notAsked'];
  if (listed === undefined) return undefined;
  if (!Array.isArray(listed)) throw new Error('validation report: notAsked must be a list');
  return listed.map((value, index) => {
    const at = `notAsked[${index}]`;
    const entry = object(value, at);
    return { check: text(entry, 'check', `${at}.`), because: text(entry, 'because', `${at}.`) };
  });
};

const time = (holder: Json, key: string): string => {
  const value = text(holder, key, '');
  if (!Number.isNaN(Date.parse(value))) return value;
  throw new Error(`validation report: ${key} must be a time, got "${value}"`);
};

const parseResult = (value: unknown, index: number): ValidationResult => {
  const at = `results[${index}]`;
  const result = object(value, at);
  const [check, requirement, subject, status] = ['check', 'requirement', 'subject', 'status'].map((key) =>
    text(result, key, `${at}.`),
  ) as [string, string, string, string];
  const known = { check, requirement, subject };
  switch (status) {
    case 'pass':
      return { ...known, status };
    case 'fail':
      return { ...known, status, because: text(result, 'because', `${at}.`), fix: text(result, 'fix', `${at}.`) };
    case 'cannot-tell':
      return { ...known, status, because: text(result, 'because', `${at}.`) };
    default:
      throw new Error(`validation report: ${at}.status must be pass, fail or cannot-tell, got "${status}"`);
  }
};

/**
 * Reads a report from parsed JSON.
 *
 * @throws {Error} when a field is not as schema 1 says, naming it, also where the summary does not count the results
 */
export const parseValidationReport = (value: unknown): ValidationReport => {
  const report = object(value, 'the document');
  if (report['schema'] !== 1) {
    throw new Error(`validation report: schema must be 1, got ${JSON.stringify(report['schema'])}`);
  }
  const listed = report['results'];
  if (!Array.isArray(listed)) throw new Error('validation report: results must be a list');
  const results = listed.map(parseResult);
  const summary = summarize(results);
  const claimed = object(report['summary'], 'summary');
  for (const [kind, count] of Object.entries(summary)) {
    if (claimed[kind] === count) continue;
    throw new Error(
      `validation report: summary.${kind} says ${JSON.stringify(claimed[kind])}, the results say ${count}`,
    );
  }
  const only = selection(report);
  const notAsked = unasked(report);
  return {
    schema: 1,
    environment: text(report, 'environment', ''),
    account: text(report, 'account', ''),
    region: text(report, 'region', ''),
    ...(only && { only }),
    ...(notAsked && { notAsked }),
    startTime: time(report, 'startTime'),
    endTime: time(report, 'endTime'),
    summary,
    results,
  };
};
