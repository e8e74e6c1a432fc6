/** Begins the title of a test that this machine could not run; `npm test` counts such a one as not run, never as passed. */
export const NOT_RUN = 'NOT RUN';

/** How many tests a suite ran, and why more than its tests may have failed. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** Tests that need what this machine does not have, and say so in their titles. */
  readonly notRun: number;
  /** What no test title says: nothing ran, or tests were skipped. */
  readonly remarks: readonly string[];
}

/** The part of jest's `--json` report that is counted. */
interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults?: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

/** Counts a jest report; a skipped test that does not say what it needs and a file that could not run have failed. */
export const tallyOfJest = (report: JestReport): Tally => {
  const tests = (report.testResults ?? []).flatMap(({ assertionResults }) => assertionResults);
  const notRun = tests.filter(({ title, status }) => status === 'pending' && title.startsWith(NOT_RUN));
  const tally = judged(
    report.numPassedTests,
    report.numFailedTests + report.numRuntimeErrorTestSuites,
    report.numPendingTests + report.numTodoTests - notRun.length,
    report.numRuntimeErrorTestSuites,
  );
  return { ...tally, notRun: notRun.length, remarks: [...tally.remarks, ...notRun.map(({ title }) => title)] };
};

/**
 * Counts what Python's unittest says at its end: `Ran 12 tests in 0.1s`, `FAILED (failures=1, errors=2)`; a skipped test
 * has failed, unless it has written a line that says what it needs.
 */
export const tallyOfUnittest = (output: string, exitCode: number | null): Tally => {
  const ran = Number(/^Ran (\d+) tests? in /m.exec(output)?.[1] ?? 0);
  const verdict = /^(?:OK|FAILED)(?: \((.*)\))?$/m.exec(output)?.[1] ?? '';
  const count = (name: string): number => Number(new RegExp(`(?:^|, )${name}=(\\d+)`).exec(verdict)?.[1] ?? 0);
  const failed = count('failures') + count('errors') + count('unexpected successes');
  const skipped = count('skipped') + count('expected failures');
  const notRun = output
    .split('\n')
    .filter((line) => line.startsWith(`${NOT_RUN} (`))
    .slice(0, skipped);
  const judgement = judged(ran - failed - skipped, failed, skipped - notRun.length, 0);
  const tally = { ...judgement, notRun: notRun.length, remarks: [...judgement.remarks, ...notRun] };
  return exitCode === 0 || tally.failed > 0 ? tally : failure(`ended with exit code ${exitCode}`, tally.passed);
};

/** A suite of one: a command that says yes or no. */
export const tallyOfCommand = (exitCode: number | null): Tally =>
  exitCode === 0 ? { passed: 1, failed: 0, notRun: 0, remarks: [] } : failure(`ended with exit code ${exitCode}`);

/** A suite that could not be counted. */
export const failure = (remark: string, passed = 0): Tally => ({ passed, failed: 1, notRun: 0, remarks: [remark] });

/** Everything together. */
export const sum = (tallies: readonly Tally[]): Tally => ({
  passed: tallies.reduce((total, { passed }) => total + passed, 0),
  failed: tallies.reduce((total, { failed }) => total + failed, 0),
  notRun: tallies.reduce((total, { notRun }) => total + notRun, 0),
  remarks: tallies.flatMap(({ remarks }) => remarks),
});

const judged = (passed: number, failed: number, skipped: number, unrunnable: number): Tally => {
  if (passed + failed + skipped === 0) return failure('ran no test');
  const remarks = [
    ...(skipped > 0 ? [`${skipped} skipped, which counts as failed`] : []),
    ...(unrunnable > 0 ? [`${unrunnable} test files could not run`] : []),
  ];
  return { passed, failed: failed + skipped, notRun: 0, remarks };
};
