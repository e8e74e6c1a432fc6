import type { ValidationReport, ValidationResult } from '../contract/validation-report';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Characters that XML 1.0 cannot carry, not even escaped: control characters, lone surrogates and non-characters. */
const UNWRITABLE = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** A text as the value of an attribute; what XML cannot carry becomes U+FFFD, line breaks and tabs survive. */
const attribute = (text: string): string =>
  `"${text
    .replace(UNWRITABLE, '\u{FFFD}')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`)}"`;

const outcome = (result: ValidationResult): string => {
  switch (result.status) {
    case 'pass':
      return '/>';
    case 'fail':
      return `><failure message=${attribute(`${result.because}; to fix it: ${result.fix}`)}/></testcase>`;
    case 'cannot-tell':
      return `><error message=${attribute(`cannot tell: ${result.because}`)}/></testcase>`;
  }
};

/** A report as JUnit XML: fail is a failure, cannot-tell an error. */
export const junit = (report: ValidationReport): string => {
  const { environment, account, region, startTime, endTime, summary, results } = report;
  const seconds = (Date.parse(endTime) - Date.parse(startTime)) / 1000;
  const suite = [
    `name=${attribute(`validation of ${environment} (${account}, ${region})`)}`,
    `tests="${results.length}" failures="${summary.fail}" errors="${summary.cannotTell}" skipped="0"`,
    `time="${seconds.toFixed(3)}" timestamp=${attribute(startTime)}`,
  ].join(' ');
  const cases = results.map((result) => {
    const names = `classname=${attribute(`${result.requirement}.${result.check}`)} name=${attribute(result.subject)}`;
    return `    <testcase ${names}${outcome(result)}`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite ${suite}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
};
