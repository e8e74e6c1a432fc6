import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { Collector, EndedAction } from '../../lib/rehearsal/record/collector';
import type { StageValidation } from '../../lib/rehearsal/record/summary';

const VALIDATION = 'validation';

/** Collects the reports of validations. */
export const validationCollector: Collector = {
  directory: VALIDATION,
  afterAction: (action, record) => collectValidation(action, record),
};

/** As far as a rehearsal reads a validation report. */
const reportSchema = z.object({
  // Of a build's own choice, and names of a directory below.
  account: z.string().regex(/^\d{12}$/),
  region: z.string().regex(/^[a-z0-9-]{1,64}$/),
  summary: z.object({ pass: z.int(), fail: z.int(), cannotTell: z.int() }),
});

const reportFile = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      context.addIssue({ code: 'custom', message: `not JSON: ${error}` });
      return z.NEVER;
    }
  })
  .pipe(reportSchema);

const DEPTH = 4;

/**
 * Copies every `validation.json` that an action left, with the files beside it, into the record's `validation/`, and
 * answers what they say. A file of that name in another form has proved nothing and counts as none. The action's
 * directory may be gone when this returns.
 */
export const collectValidation = (event: EndedAction, record: string): readonly StageValidation[] => {
  const { stageName } = event.action;
  const reports = event.outputs.flatMap(({ directory }) => findReports(directory, DEPTH));
  return reports.flatMap((file) => {
    const parsed = reportFile.safeParse(readFileSync(file, 'utf8'));
    if (!parsed.success) return [];
    const { account, region, summary } = parsed.data;
    const directory = join(VALIDATION, `${stageName}-${account}-${region}`);
    copyFiles(dirname(file), join(record, directory));
    return [{ stageName, account, region, summary: { ...summary, report: join(directory, basename(file)) } }];
  });
};

const findReports = (directory: string, depth: number): readonly string[] => {
  if (depth === 0 || !existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') return findReports(path, depth - 1);
    return entry.isFile() && entry.name === 'validation.json' ? [path] : [];
  });
};

const copyFiles = (from: string, to: string): void => {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isFile()) copyFileSync(join(from, entry.name), join(to, entry.name));
  }
};
