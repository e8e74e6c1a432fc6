import { describe, expect, test } from '@jest/globals';
import { PAGES } from '../../lib/recovery/stuck';
import { blocksOf, filled, PARTS, type Page, pagesIn, placeholdersIn } from '../runbook/page';
import { PAGE_WALKS } from '../runbook/walks';

/** What is wrong with the pages of a runbook, where these headings are walked. */
const faults = (pages: readonly Page[], walked: readonly string[]): readonly string[] => {
  const headings = pages.map(({ heading }) => heading);
  return [
    ...pages.flatMap((page) => [
      ...PARTS.filter((part) => (page.parts.get(part) ?? '').trim() === '').map(
        (part) => `${page.heading}: no ${part}`,
      ),
      ...(JSON.stringify([...page.parts.keys()]) === JSON.stringify(PARTS) ? [] : [`${page.heading}: other parts`]),
      ...(['Look here', 'Do this'] as const)
        .filter((part) => blocksOf(page, part).length === 0)
        .map((part) => `${page.heading}: no command in ${part}`),
    ]),
    ...headings.filter((heading) => !walked.includes(heading)).map((heading) => `${heading}: no walk follows it`),
    ...walked.filter((heading) => !headings.includes(heading)).map((heading) => `${heading}: walked, and no page`),
  ];
};

describe('the runbook', () => {
  test('says symptom, cause, where to look and what to do on every page, and every page is followed', () => {
    expect(
      faults(
        pagesIn(),
        PAGE_WALKS.map(({ heading }) => heading),
      ),
    ).toEqual([]);
  });

  test('has the pages that bin/delivery unblock names', () => {
    expect(pagesIn().map(({ heading }) => heading)).toEqual(expect.arrayContaining(Object.values(PAGES)));
  });

  test('is found wanting where a page lacks a part or a command, or nobody follows it', () => {
    const text =
      '# R\n\n## One\n\n**Symptom.** s\n\n**Cause.** c\n\n**Look here.** l\n\n```sh\nls\n```\n\n**Do this.** d\n\n## Two\n';
    expect(faults(pagesIn(text), ['Two', 'Three'])).toEqual([
      'One: no command in Do this',
      ...PARTS.map((part) => `Two: no ${part}`),
      'Two: other parts',
      'Two: no command in Look here',
      'Two: no command in Do this',
      'One: no walk follows it',
      'Three: walked, and no page',
    ]);
  });
});

describe('the commands of a page', () => {
  test('are filled in, whole words only, and not where AWS means the word', () => {
    const block = 'aws x --type IMPORT --state DELETE_FAILED --name STACK --id KEY-ID a-STACK';
    expect(placeholdersIn(block)).toEqual(['STACK', 'KEY-ID']);
    expect(filled(block, { STACK: 'data-$&', 'KEY-ID': '1' })).toBe(
      'aws x --type IMPORT --state DELETE_FAILED --name data-$& --id 1 a-STACK',
    );
  });

  test('fail where nothing is said of a placeholder', () => {
    expect(() => filled('aws --name STACK', {})).toThrow('nothing is said to fill STACK with in:\naws --name STACK');
  });
});
