import type { ValidationReport, ValidationResult } from '../contract/validation-report';
import { type JunitOutcome, junitLines } from '../reports/junit-xml';

const outcomeOf = (result: ValidationResult): JunitOutcome => {
  switch (result.status) {
    case 'pass':
      return { kind: 'passed' };
    case 'fail':
      return { kind: 'failure', message: `${result.because}; to fix it: ${result.fix}` };
    case 'cannot-tell':
      return { kind: 'error', message: `cannot tell: ${result.because}` };
  }
};

/** The lines of a report as JUnit XML: fail is a failure, cannot-tell an error. */
export const junit = ({
  environment,
  account,
  region,
  startTime,
  endTime,
  results,
}: ValidationReport): Generator<string, void, void> =>
  junitLines([
    {
      name: `validation of ${environment} (${account}, ${region})`,
      time: { seconds: (Date.parse(endTime) - Date.parse(startTime)) / 1000, timestamp: startTime },
      cases: results.map((result) => ({
        classname: `${result.requirement}.${result.check}`,
        name: result.subject,
        outcome: outcomeOf(result),
      })),
    },
  ]);
