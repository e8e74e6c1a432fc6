import { summarize, type ValidationReport, type ValidationResult } from '../../../lib/contract/validation-report';
import { HOSTILE } from './gate-report';

const RESULTS: readonly ValidationResult[] = [
  { check: 'log-groups-encrypted', requirement: 'ZT-07', subject: '/aws/lambda/data-processing-dev', status: 'pass' },
  {
    check: 'log-groups-encrypted',
    requirement: 'ZT-07',
    subject: `/aws/lambda/${HOSTILE}`,
    status: 'fail',
    because: 'the log group has no key: what is written to it is encrypted with a key of AWS',
    fix: 'deploy the stack again; it names the logs key for every log group',
  },
  {
    check: 'keys-rotate',
    requirement: 'ZT-05',
    subject: 'alias/data-dev',
    status: 'cannot-tell',
    because: 'kms:GetKeyRotationStatus was denied to the validation role',
  },
  { check: 'keys-rotate', requirement: 'ZT-05', subject: 'alias/logs-dev', status: 'pass' },
  { check: 'no-internet-path', requirement: 'ZT-01', subject: 'vpc-0a1b2c3d4e5f67890', status: 'pass' },
];

/** A validation's report with the given answers. */
export const validationOf = (results: readonly ValidationResult[]): ValidationReport => ({
  schema: 1,
  environment: 'dev',
  account: '222222222222',
  region: 'us-east-1',
  startTime: '2026-01-01T00:00:00.000Z',
  endTime: '2026-01-01T00:00:12.340Z',
  summary: summarize(results),
  results,
});

/** One failure with a hostile name, one answer that could not be had, and passes. */
export const FAILED: ValidationReport = validationOf(RESULTS);

/** Only passes. */
export const PASSED: ValidationReport = validationOf(RESULTS.filter(({ status }) => status === 'pass'));
