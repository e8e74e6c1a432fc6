import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  VALIDATION_JUNIT,
  VALIDATION_PAGE,
  VALIDATION_REPORT,
  type ValidationReport,
} from '../contract/validation-report';
import { validationPage } from '../page/validation-page';
import { junit } from './junit';

/** What a run that was killed while it wrote leaves behind; nobody reads it. */
const UNFINISHED = /\.\d+\.unfinished$/;

/** Writes a file whole or not at all: it appears under its name only when its last byte is on disk. */
const writeWhole = async (path: string, content: string): Promise<void> => {
  const unfinished = `${path}.${process.pid}.unfinished`;
  try {
    const file = await open(unfinished, 'w');
    try {
      await file.writeFile(content);
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
export const writeReports = async (directory: string, report: ValidationReport): Promise<void> => {
  await mkdir(directory, { recursive: true });
  await writeWhole(join(directory, VALIDATION_JUNIT), junit(report));
  await writeWhole(join(directory, VALIDATION_PAGE), validationPage(report));
  await writeWhole(join(directory, VALIDATION_REPORT), `${JSON.stringify(report, null, 2)}\n`);
};
