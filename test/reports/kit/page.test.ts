import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { anchor, type Page, page } from '../../../lib/reports/kit';
import { HOSTILE } from '../_fixtures/gate-report';

const CONTENT: Page = {
  kind: 'Report',
  subject: 'something',
  verdict: { tone: 'good', word: 'Yes', because: 'It is so.' },
  sections: [
    { id: 'one', heading: 'One', count: 2, body: 'first' },
    { id: 'two', heading: 'Two', body: 'second' },
  ],
};

const between = (text: string, from: string, to: string): string => text.split(from)[1]?.split(to)[0] ?? '';

describe('a page', () => {
  const text = page(CONTENT);

  test('says its verdict before anything else, and in the title', () => {
    expect(text).toContain('<title>Yes · Report · something</title>');
    expect(text.indexOf('<h1>')).toBeLessThan(text.indexOf('<nav'));
    expect(between(text, '<h1>', '</h1>')).toContain('<span>Yes</span>');
  });

  test('leads to every section', () => {
    expect(between(text, '<nav', '</nav>')).toContain('<a href="#one">One <span class="tally">2</span></a>');
    expect(between(text, '<nav', '</nav>')).toContain('<a href="#two">Two</a>');
    expect(text).toContain('<section id="one" aria-labelledby="one-heading">');
  });

  test('allows its own style sheet and script by their hashes, and nothing else', () => {
    const policy = between(text, 'Content-Security-Policy" content="', '"').replaceAll('&#39;', "'");
    const hash = (tag: string): string =>
      createHash('sha256')
        .update(between(text, `<${tag}>`, `</${tag}>`))
        .digest('base64');
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${hash('style')}'`,
      `script-src 'sha256-${hash('script')}'`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  test('has no inline styles and handlers, which that policy would stop', () => {
    expect(text).not.toMatch(/ (style|on[a-z]+)="/);
  });

  test('names no address that it would load', () => {
    expect([...text.matchAll(/ (?:src|href)="(?!#|data:)([^"]*)"/g)]).toEqual([]);
    expect(between(text, '<style>', '</style>')).not.toMatch(/url\(|@import/);
  });

  test('is the same each time', () => {
    expect(page(CONTENT)).toBe(text);
  });

  test('escapes title, headings and facts', () => {
    const hostile = page({
      ...CONTENT,
      kind: HOSTILE,
      subject: HOSTILE,
      verdict: { tone: 'bad', word: HOSTILE, because: HOSTILE },
      facts: [{ name: HOSTILE, value: HOSTILE }],
      counts: [{ value: 1, label: HOSTILE, tone: 'bad' }],
      states: [{ value: HOSTILE, label: HOSTILE }],
      sections: [{ id: 'x', heading: HOSTILE, lead: HOSTILE, body: HOSTILE }],
      footer: HOSTILE,
    });
    expect(hostile.match(/<script/g)).toHaveLength(1);
    expect(hostile).not.toContain('\u202E');
  });

  test('fails where two parts have one id', () => {
    const [first, second] = CONTENT.sections;
    if (first === undefined || second === undefined) throw new Error('the fixture has two sections');
    expect(() => page({ ...CONTENT, sections: [first, { ...second, id: 'one' }] })).toThrow(
      'two parts have the id "one"',
    );
  });
});

describe('an address within a page', () => {
  test('has words of the name and depends on the identity alone', () => {
    expect(anchor('finding', 'AwsSolutions-IAM5[Resource::*]', ['a', 'b'])).toMatch(
      /^finding-awssolutions-iam5-resource-[0-9a-f]{10}$/,
    );
    expect(anchor('finding', 'x', ['a', 'b'])).not.toBe(anchor('finding', 'x', ['ab']));
    expect(anchor('finding', 'x', ['a', undefined])).not.toBe(anchor('finding', 'x', ['a', '']));
  });

  test('is made of letters, digits and hyphens whatever the name is', () => {
    expect(anchor('finding', HOSTILE)).toMatch(/^[a-z0-9-]+$/);
    expect(anchor('finding', '数据')).toMatch(/^finding-[0-9a-f]{10}$/);
  });
});
