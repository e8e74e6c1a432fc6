import { describe, expect, test } from '@jest/globals';
import { pairwise } from '../_helpers/pairwise';
import { wholeVerdict } from '../gate/_helpers/whole-verdict';
import { alone, choices, configured } from '../pipeline/_helpers/schema-options';

const titled = (list: readonly Readonly<Record<string, string>>[]) =>
  list.map(
    (choice) =>
      [
        Object.entries(choice)
          .map((pair) => pair.join('='))
          .join(' '),
        choice,
      ] as const,
  );

describe('the gate says yes to every option of the configuration', () => {
  test.each(titled(alone))('alone: %s', (_, choice) => {
    expect(wholeVerdict(configured(choice))).toMatch(/^gate: yes\. no findings/m);
  });

  test.each(titled(pairwise(choices)))('with every other one: %s', (_, choice) => {
    expect(wholeVerdict(configured(choice))).toMatch(/^gate: yes\. no findings/m);
  });
});
