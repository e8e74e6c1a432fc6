import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseValidationReport, VALIDATION_REPORT, type ValidationReport } from '../../lib/contract/validation-report';
import { jsonIn } from '../../lib/ground/json';
import { UserError } from '../../lib/ground/user-error';
import type { Collector, EndedAction } from '../../lib/rehearsal/record/collector';
import type { StageValidation } from '../../lib/rehearsal/record/summary';

const VALIDATION = 'validation';

/** Collects the reports of validations. */
export const validationCollector: Collector = {
  directory: VALIDATION,
  afterAction: (action, record) => collectValidation(action, record),
};

const DEPTH = 4;

/**
 * Copies every `validation.json` that an action left, with the files beside it, into the record's `validation/`, and
 * answers what they say. A file of that name in another form, or one that contradicts itself, has proved nothing and counts
 * as none. The action's directory may be gone when this returns.
 */
export const collectValidation = (event: EndedAction, record: string): readonly StageValidation[] => {
  const { stageName } = event.action;
  const reports = event.outputs.flatMap(({ directory }) => findReports(directory, DEPTH));
  return reports.flatMap((file) => {
    const report = reportIn(file);
    if (report === undefined) return [];
    const { account, region, summary } = report;
    const directory = join(VALIDATION, `${stageName}-${account}-${region}`);
    copyFiles(dirname(file), join(record, directory));
    return [{ stageName, account, region, summary: { ...summary, report: join(directory, basename(file)) } }];
  });
};

const reportIn = (file: string): ValidationReport | undefined => {
  try {
    return parseValidationReport(jsonIn(readFileSync(file), file), file);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
};

const findReports = (directory: string, depth: number): readonly string[] => {
  if (depth === 0 || !existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') return findReports(path, depth - 1);
    return entry.isFile() && entry.name === VALIDATION_REPORT ? [path] : [];
  });
};

const copyFiles = (from: string, to: string): void => {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isFile()) copyFileSync(join(from, entry.name), join(to, entry.name));
  }
};
