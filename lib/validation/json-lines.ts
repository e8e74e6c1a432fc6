import type { ValidationReport } from '../contract/validation-report';

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
