import { createColors } from 'picocolors';
import type { ValidationReport, ValidationResult } from '../contract/validation-report';
import { printableLine } from '../ground/printable';

const LABELS = { pass: 'pass', fail: 'FAIL', 'cannot-tell': 'CANNOT TELL' } as const;

const rows = (result: ValidationResult, width: number, colors: ReturnType<typeof createColors>): readonly string[] => {
  const paint = { pass: colors.green, fail: colors.red, 'cannot-tell': colors.yellow }[result.status];
  const indent = ' '.repeat(13);
  return [
    `${paint(LABELS[result.status].padEnd(11))}  ${result.requirement}  ${result.check.padEnd(width)}  ${printableLine(result.subject)}`,
    ...(result.status === 'pass' ? [] : [`${indent}${printableLine(result.because)}`]),
    ...(result.status === 'fail' ? [colors.dim(`${indent}fix: ${printableLine(result.fix)}`)] : []),
  ];
};

const isPass = ({ status }: ValidationResult): boolean => status === 'pass';

/**
 * A report for people: one line per answer, with reason and cure below what did not pass. That comes last, where the eye and
 * the tail of a log end.
 */
export const validationTable = (report: ValidationReport, colored: boolean): string => {
  const { environment, account, region, summary, results } = report;
  const colors = createColors(colored);
  const width = Math.max(0, ...results.map(({ check }) => check.length));
  return [
    colors.bold(`validation of ${environment} (${account}, ${region})`),
    ...[...results.filter(isPass), ...results.filter((result) => !isPass(result))].flatMap((result) =>
      rows(result, width, colors),
    ),
    ...(report.notAsked ?? []).map(({ check, because }) => `not asked    ${check}: ${printableLine(because)}`),
    ...(report.waited ?? []).map(
      ({ permission, seconds, because }) => `waited ${seconds} s for ${permission}: ${printableLine(because)}`,
    ),
    `${summary.pass} passed, ${summary.fail} failed, ${summary.cannotTell} cannot tell`,
    '',
  ].join('\n');
};
