import { describe, expect, test } from '@jest/globals';
import { sum, tallyOfCommand, tallyOfJest, tallyOfUnittest } from './tally';

const report = {
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

describe('the count of a jest report', () => {
  test('is its passed tests', () => {
    expect(tallyOfJest({ ...report, numPassedTests: 7 })).toEqual({ passed: 7, failed: 0, notRun: 0, remarks: [] });
  });

  test.each([
    ['a failed test', { numFailedTests: 1 }, []],
    ['a skipped test', { numPendingTests: 1 }, ['1 skipped, which counts as failed']],
    ['a test that is only planned', { numTodoTests: 1 }, ['1 skipped, which counts as failed']],
    ['a file that does not load', { numRuntimeErrorTestSuites: 1 }, ['1 test files could not run']],
  ])('fails for %s', (_, numbers, remarks) => {
    expect(tallyOfJest({ ...report, numPassedTests: 7, ...numbers })).toEqual({
      passed: 7,
      failed: 1,
      notRun: 0,
      remarks,
    });
  });

  test('keeps apart what this machine could not run, where the title says so', () => {
    const title = 'NOT RUN (needs root): another user gets nothing';
    const testResults = [{ assertionResults: [{ title, status: 'pending' }] }];
    const counted = tallyOfJest({ ...report, numPassedTests: 7, numPendingTests: 2, testResults });
    expect(counted).toEqual({
      passed: 7,
      failed: 1,
      notRun: 1,
      remarks: ['1 skipped, which counts as failed', title],
    });
  });

  test('fails when nothing ran', () => {
    expect(tallyOfJest(report)).toEqual({ passed: 0, failed: 1, notRun: 0, remarks: ['ran no test'] });
  });
});

describe("the count of unittest's last lines", () => {
  test('is its passed tests', () => {
    expect(tallyOfUnittest('....\nRan 4 tests in 0.1s\n\nOK\n', 0)).toEqual({
      passed: 4,
      failed: 0,
      notRun: 0,
      remarks: [],
    });
  });

  test.each([
    ['failures and errors', 'Ran 4 tests in 0.1s\n\nFAILED (failures=1, errors=2)\n', 1, { passed: 1, failed: 3 }],
    ['skipped tests', 'Ran 4 tests in 0.1s\n\nOK (skipped=1)\n', 0, { passed: 3, failed: 1 }],
    ['no test', 'Ran 0 tests in 0.0s\n\nNO TESTS RAN\n', 5, { passed: 0, failed: 1 }],
    ['a crash', 'Segmentation fault\n', 139, { passed: 0, failed: 1 }],
    ['a crash after the end', 'Ran 4 tests in 0.1s\n\nOK\nSegmentation fault\n', 139, { passed: 4, failed: 1 }],
  ])('fails for %s', (_, output, exitCode, numbers) => {
    expect(tallyOfUnittest(output, exitCode)).toMatchObject(numbers);
  });

  test('counts apart a skipped test that has said what it needs', () => {
    const said = 'NOT RUN (needs Linux namespaces): test_lambda_sandbox.Sandboxed.test_a';
    expect(tallyOfUnittest(`..\n${said}\nss\nRan 4 tests in 0.1s\n\nOK (skipped=2)\n`, 0)).toEqual({
      passed: 2,
      failed: 1,
      notRun: 1,
      remarks: ['1 skipped, which counts as failed', said],
    });
  });
});

test('the count of everything is the sum of its suites', () => {
  expect(sum([tallyOfCommand(0), tallyOfCommand(2), tallyOfJest({ ...report, numPassedTests: 3 })])).toEqual({
    passed: 4,
    failed: 1,
    notRun: 0,
    remarks: ['ended with exit code 2'],
  });
});
