import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { hipaaDocument, unknownParagraphs } from '../../bin/documents/hipaa';
import { SAFEGUARDS } from '../../bin/documents/safeguards';
import { exampleOf, settingsDocument } from '../../bin/documents/settings';
import { means } from '../../lib/config/means';
import { RULES } from '../../lib/gate/rules';

const EXAMPLE = exampleOf(readFileSync('test/_fixtures/plausible-config.ts', 'utf8'));
const settings = readFileSync('docs/settings.md', 'utf8');

describe('the page of settings', () => {
  test('is what npm run docs makes of the schema', () => {
    expect(settings).toBe(settingsDocument(EXAMPLE));
  });

  test.each([
    ['a form in words', '| `tools.account` | text: 12 digits | **required** |'],
    ['bounds and what holds where nothing is said', '| `approvalExpiresAfterDays` | number: '],
    ['a default', '| `7` | Days after which an approval'],
    ['a choice', "| `data` | `'disposable'`, `'retained'` | **required** |"],
    ['a setting of one kind only', '| `source(s3).keyArn` | text: the ARN of a key of KMS | left out |'],
    ['a setting deep inside', '| `source(codeconnections).triggers.paths.includes` | list of texts: '],
    ['a setting of each target', '| `targets[].cidr` | text | **required** |'],
  ])('tells %s', (_, row) => {
    expect(settings).toContain(row);
  });

  test('fails a setting that nobody explains, and one of a type that it does not know', () => {
    const page = (type: z.ZodType) => () => settingsDocument('', z.strictObject({ one: type }));
    expect(page(z.string())).toThrow('one has no meaning: give it one');
    expect(page(means(z.date(), 'A day'))).toThrow('cannot tell a setting of type date');
    expect(page(means(z.string(), 'A text').optional())()).toContain('| `one` | text | left out | A text |');
  });
});

describe('the page of the Security Rule', () => {
  test('is what npm run docs makes of rules and checks', () => {
    expect(readFileSync('docs/hipaa.md', 'utf8')).toBe(hipaaDocument());
  });

  test('has a standard for every paragraph that a rule names, and every rule', () => {
    expect(unknownParagraphs()).toEqual([]);
    const page = hipaaDocument();
    expect(RULES.filter(({ id }) => !page.includes(`\`${id}\``)).map(({ id }) => id)).toEqual([]);
    expect(unknownParagraphs([{ id: 'ZT-99-X', hipaa: ['164.399(z)', '164.312(b)'] }])).toEqual([
      'ZT-99-X: 164.399(z)',
    ]);
  });

  test('says of every standard what stays with whoever runs it', () => {
    expect(SAFEGUARDS.filter(({ yours }) => yours === '')).toEqual([]);
    expect(new Set(SAFEGUARDS.map(({ id }) => id)).size).toBe(SAFEGUARDS.length);
  });
});
