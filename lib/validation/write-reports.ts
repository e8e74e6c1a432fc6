import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  VALIDATION_JUNIT,
  VALIDATION_PAGE,
  VALIDATION_REPORT,
  type ValidationReport,
  type ValidationResult,
} from '../contract/validation-report';
import { type JunitOutcome, junitLines } from '../reports/junit-xml';
import { validationPage } from '../reports/validation/validation-page';

/** What a run that was killed while it wrote leaves behind; nobody reads it. */
const UNFINISHED = /\.\d+\.unfinished$/;

/** Characters that are written at once: ten thousand answers are never one text. */
const BLOCK = 65_536;

/** Lines with their ends, many at a time. */
function* blocks(lines: Iterable<string>): Generator<string, void, void> {
  let block = '';
  for (const line of lines) {
    block += `${line}\n`;
    if (block.length < BLOCK) continue;
    yield block;
    block = '';
  }
  yield block;
}

/** Writes a file whole or not at all: it appears under its name only when its last byte is on disk. */
const writeWhole = async (path: string, lines: Iterable<string>): Promise<void> => {
  const unfinished = `${path}.${process.pid}.unfinished`;
  try {
    const file = await open(unfinished, 'w');
    try {
      await writeFile(file, blocks(lines));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
};

/**
 * Makes the directory and takes away earlier reports, so that nobody takes them for those of a run that broke off: first the
 * one that vouches for the others.
 */
export const clearReports = async (directory: string): Promise<void> => {
  await mkdir(directory, { recursive: true });
  const unfinished = (await readdir(directory)).filter((name) => UNFINISHED.test(name));
  for (const name of [VALIDATION_REPORT, VALIDATION_JUNIT, VALIDATION_PAGE, ...unfinished]) {
    await rm(join(directory, name), { force: true });
  }
};

/** Writes `junit.xml`, `validation.html` and, last, `validation.json` into a directory: where the last one is, all are, and all are whole. */
export const writeValidationReports = async (directory: string, report: ValidationReport): Promise<void> => {
  await mkdir(directory, { recursive: true });
  await writeWhole(join(directory, VALIDATION_JUNIT), junit(report));
  await writeWhole(join(directory, VALIDATION_PAGE), [validationPage(report)]);
  await writeWhole(join(directory, VALIDATION_REPORT), jsonLines(report));
};

const indented = (value: unknown, by: string): string =>
  JSON.stringify(value, undefined, 2).replaceAll('\n', `\n${by}`);

/** A report as JSON, a piece per line or answer: what `JSON.stringify` with two spaces makes, without one text for all of it. */
export function* jsonLines({ results, ...head }: ValidationReport): Generator<string, void, void> {
  yield '{';
  for (const [name, value] of Object.entries(head)) yield `  ${JSON.stringify(name)}: ${indented(value, '  ')},`;
  if (results.length === 0) yield '  "results": []';
  else {
    yield '  "results": [';
    for (const [index, result] of results.entries()) {
      yield `    ${indented(result, '    ')}${index < results.length - 1 ? ',' : ''}`;
    }
    yield '  ]';
  }
  yield '}';
}

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
