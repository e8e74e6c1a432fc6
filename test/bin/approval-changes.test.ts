import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { changesOf, openPages } from '../../bin/commands/approval-changes';
import type { Review } from '../../lib/contract/review';

import { temporaryDirectory } from '../rehearsal/_helpers/temporary-directory';
import { DECISIONS } from '../reports/_fixtures/decisions';

const REVIEW: Review = {
  schema: 1,
  application: 'shop',
  scope: { environment: 'prod' },
  baseline: { kind: 'nothing', because: 'first' },
  verdict: 'yes',
  objections: [],
  warnings: [],
  news: [
    { kind: 'resource-changed', weight: 'change', title: 'a topic changes' },
    { kind: 'data-lost', weight: 'danger', title: 'the data bucket is replaced\u202e' },
  ],
  findings: { known: false, new: [], gone: [] },
  acknowledgements: { known: false, added: [], removed: [], changed: [], expiring: [] },
  stacks: [
    {
      stackName: 'data-prod',
      account: '1',
      region: 'r',
      change: 'changed',
      resourceCount: 2,
      resources: [
        {
          logicalId: 'Data',
          type: 'AWS::S3::Bucket',
          change: 'changed',
          effect: 'replace',
          about: 'configuration',
          notes: [],
          properties: [{ path: 'Properties.BucketName', before: 'one', after: 'other' }],
        },
      ],
      permissions: [],
      network: [],
      sections: [],
    },
  ],
  cannotTell: [],
};

const pageWith = (document?: string): string => {
  const page = join(temporaryDirectory(), 'prod.html');
  writeFileSync(page, '<p>');
  if (document !== undefined) writeFileSync(page.replace('.html', '.json'), document);
  return page;
};

describe('the document beside a review page', () => {
  test('says what changes, the worst first, and what was and is', () => {
    const { changes, diff } = changesOf([pageWith(JSON.stringify(REVIEW))]);
    expect(changes.map(({ isDanger, kinds, title }) => [isDanger, kinds.one, title])).toEqual([
      [true, 'may do harm', 'the data bucket is replaced\u202e'],
      [false, 'merely changes', 'a topic changes'],
    ]);
    expect(diff).toEqual([
      'the data bucket is replaced⟨U+202E⟩',
      'a topic changes',
      '',
      'data-prod in 1/r: changed',
      '~ Data AWS::S3::Bucket (replace)',
      '    Properties.BucketName',
      '    - "one"',
      '    + "other"',
    ]);
  });

  test('says in words what a person decides about, and once what is the same in several environments', () => {
    const { changes } = changesOf([pageWith(JSON.stringify(DECISIONS.replaced.made))]);
    expect(changes.map(({ title }) => title)).toEqual([
      "prod's data bucket is replaced: data may be lost",
      'prod: data-processing may now delete objects in processed/',
      "prod's processing function changes",
    ]);
  });

  test.each([
    ['is not there', undefined, 'has no document beside it'],
    ['is no JSON', '{', 'JSON'],
    ['is of somebody else', '{"schema":7}', 'schema'],
  ])('that %s changes nothing and is said', (_, document, because) => {
    const { changes, diff } = changesOf([pageWith(document)]);
    expect(changes).toEqual([]);
    expect(diff).toEqual([expect.stringContaining(because)]);
  });
});

test('a page that nothing opens is named', async () => {
  expect(await openPages(['/x/prod-a.html', '/x/prod-b.html'], '/no/such/opener')).toEqual([
    expect.stringContaining('open it by hand, /x/prod-a.html'),
    expect.stringContaining('open it by hand, /x/prod-b.html'),
  ]);
  expect(await openPages([])).toEqual(['there is no page to open']);
});
