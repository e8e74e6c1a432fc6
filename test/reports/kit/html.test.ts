import { describe, expect, test } from '@jest/globals';
import { badge, code, details, type Html, html, link, table } from '../../../lib/reports/kit';
import { HOSTILE } from '../_fixtures/gate-report';

const ESCAPED = '&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;⟨U+202E⟩gnp.exe';

describe('a template', () => {
  test.each<[string, Html]>([
    ['in an element', html`<p>${HOSTILE}</p>`],
    ['in an attribute', html`<p title="${HOSTILE}">`],
    ['in a list', html`<p>${[[HOSTILE]]}</p>`],
    ['inside other markup', html`<p>${html`<b>${HOSTILE}</b>`}</p>`],
  ])('escapes a text %s', (_, markup) => {
    expect(`${markup}`).toContain(ESCAPED);
    expect(`${markup}`).not.toContain('<script>');
  });

  test('escapes both kinds of quotes, and what is escaped already', () => {
    expect(`${html`${'\'"&amp;'}`}`).toBe('&#39;&quot;&amp;amp;');
  });

  test('leaves out what is not there, and keeps zero', () => {
    expect(`${html`[${undefined}${false}${0}]`}`).toBe('[0]');
  });

  test.each([
    ['markup that only looks like it', { isEscaped: true, toString: (): string => '<script>' }],
    ['null', null],
    ['true', true],
    ['a promise', Promise.resolve('<b>')],
  ])('fails for %s', (_, value) => {
    expect(() => html`${value as unknown as string}`).toThrow(TypeError);
  });
});

describe('a link', () => {
  test('is one where the text is an https address', () => {
    expect(`${link('https://tickets.example.com/SEC-1?a=1&b=2')}`).toBe(
      '<a class="outside" href="https://tickets.example.com/SEC-1?a=1&amp;b=2" rel="noreferrer noopener"><bdi>https://tickets.example.com/SEC-1?a=1&amp;b=2</bdi></a>',
    );
  });

  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'http://example.com/',
    '//example.com/',
    'https://aws.amazon.com@evil.example/',
    'https://аmazon.com/',
    'https://example.com/\u202Ex',
    'https://example.com/a b',
    ' https://example.com/',
    'SEC-98',
    'docs/decisions/x.md',
  ])('is just a text for %j', (text) => {
    expect(`${link(text)}`).not.toContain('href');
  });
});

describe('a table', () => {
  const of = (rows: Parameters<typeof table>[0]['rows']): string =>
    `${table({ caption: HOSTILE, columns: [{ heading: 'Name' }, { heading: 'Count', kind: 'number' }], rows, empty: 'no rows' })}`;

  test('has a caption, headings of columns and of rows, and escapes them all', () => {
    const text = of([{ id: HOSTILE, state: HOSTILE, cells: [code(HOSTILE), 3] }]);
    expect(text).toContain(`<caption>${ESCAPED}</caption>`);
    expect(text).toContain('<th scope="col" class="number">Count</th>');
    expect(text).toContain(`<th scope="row"><code><bdi>${ESCAPED}</bdi></code></th><td class="number">3</td>`);
    expect(text).toContain(`<tr data-item data-state="${ESCAPED}" id="${ESCAPED}">`);
    expect(text).not.toContain('<script');
  });

  test('says so where it has no rows', () => {
    expect(of([])).toBe('<p class="nothing">no rows</p>');
  });
});

describe('a badge', () => {
  test('says its word; its shape is not read aloud', () => {
    expect(`${badge('bad', 'Finding')}`).toMatch(
      /^<span class="badge bad"><svg [^>]*aria-hidden="true".*<span>Finding<\/span><\/span>$/,
    );
  });
});

describe('details', () => {
  test('are closed unless asked to be open', () => {
    expect(`${details({ summary: 's', body: 'b' })}`).toMatch(/^<details>/);
    expect(`${details({ summary: 's', body: 'b', open: true })}`).toMatch(/^<details open>/);
  });
});
