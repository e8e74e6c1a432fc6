import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ValidationReport, ValidationResult } from '../../lib/contract/validation-report';
import { clearReports, writeValidationReports } from '../../lib/validation/write-reports';

const RESULT: ValidationResult = { check: 'a', requirement: 'ZT-07', subject: '"><script>', status: 'pass' };

const REPORT: ValidationReport = {
  schema: 1,
  environment: 'dev',
  account: '222222222222',
  region: 'us-east-1',
  startTime: '2026-01-01T00:00:00.000Z',
  endTime: '2026-01-01T00:00:01.000Z',
  summary: { pass: 1, fail: 0, cannotTell: 0 },
  results: [RESULT],
};

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'reports-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('the reports of a validation', () => {
  test('are JSON, JUnit and a page', async () => {
    await writeValidationReports(directory, REPORT);
    expect(readdirSync(directory).toSorted()).toEqual(['junit.xml', 'validation.html', 'validation.json']);
    const page = readFileSync(join(directory, 'validation.html'), 'utf8');
    expect(page).toContain('<title>Passed · Validation · dev</title>');
    expect(page).toContain('&quot;&gt;&lt;script&gt;');
  });

  test('of an earlier run are all cleared, and nothing else is', async () => {
    await writeValidationReports(directory, REPORT);
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    await clearReports(directory);
    expect(readdirSync(directory)).toEqual(['notes.txt']);
  });
});
