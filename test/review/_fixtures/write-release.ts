import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GateReport } from '../../../lib/contract/gate-report';
import { sha256 } from '../../../lib/ground/sha256';
import type { ReviewedStack } from '../../../lib/review/template';
import { reportOf } from './releases';

/** Writes the directory of a release: templates, and a gate report that names them with their hashes. */
export const writeRelease = (
  directory: string,
  stacks: readonly ReviewedStack[],
  rest: Partial<GateReport> = {},
): string => {
  mkdirSync(join(directory, 'gate'), { recursive: true });
  const report = reportOf(stacks, rest);
  const texts = new Map(stacks.map(({ stackName, template }) => [stackName, JSON.stringify(template, undefined, 1)]));
  const named = report.stacks.map((stack) => {
    const text = texts.get(stack.stackName) ?? '';
    writeFileSync(join(directory, stack.template), text);
    return { ...stack, sha256: sha256(text) };
  });
  writeFileSync(join(directory, 'gate', 'report.json'), JSON.stringify({ ...report, stacks: named }));
  return directory;
};
