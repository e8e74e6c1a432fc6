import { PassThrough } from 'node:stream';
import { describe, expect, test } from '@jest/globals';
import { approvalText } from '../../../lib/rehearsal/console/approval-text';
import { askForApproval } from '../../../lib/rehearsal/console/ask';
import { theme } from '../../../lib/rehearsal/console/theme';
import type { ApprovalChange, ApprovalContext } from '../../../lib/rehearsal/console/view';
import { HEADINGS } from '../../../lib/review/summary-lines';
import { started } from '../_helpers/events';

const PLAIN = theme(false);

const context = (change: Partial<ApprovalContext> = {}): ApprovalContext => ({
  request: { stageName: 'prod', actionName: 'Approve', token: 't', reviewUrl: 'https://review' },
  commit: { id: started.commitId, subject: 'Add a bucket' },
  validations: [],
  pages: [],
  changes: [],
  diff: () => ['- one', '+ other'],
  open: async () => ['xdg-open opens it'],
  ...change,
});

describe('what an approval shows', () => {
  test('is commit, message, the last validation, and the link on a line of its own', () => {
    const request = { ...context().request, message: `Go? ${'really '.repeat(5)}` };
    expect(approvalText(context({ request, validations: ['dev: 12 pass'] }), PLAIN, 40)).toEqual([
      '  ? Approve of prod',
      '    commit     1a2b3c4 Add a bucket',
      '    message    Go? really really really',
      '               really really',
      '    validated  dev: 12 pass',
      '    review',
      'https://review',
    ]);
  });

  test('is the file of the page where there is one, however long its path', () => {
    const pages = [`.rehearsal/${'long/'.repeat(30)}prod.html`];
    expect(approvalText(context({ pages }), PLAIN, 80).slice(2)).toEqual(['    review', ...pages]);
  });

  test('is the changes in numbers, the first of them by name, and how many more there are', () => {
    const danger = { kinds: HEADINGS.danger, isDanger: true, title: 'the data bucket is replaced: data may be lost' };
    const others = Array.from({ length: 9 }, (_, index): ApprovalChange => {
      return { kinds: HEADINGS.change, isDanger: false, title: `change ${index} ${'x'.repeat(100)}` };
    });
    const lines = approvalText(context({ changes: [danger, ...others] }), PLAIN, 60);
    expect(lines.slice(2, 5)).toEqual([
      '    changes    1 may do harm, 9 merely change',
      '      ! the data bucket is replaced: data may be lost',
      `      · change 0 ${'x'.repeat(16)}…${'x'.repeat(25)}`,
    ]);
    expect(lines).toContain('      and 2 more: d shows them');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });
});

test('a danger is never cut where its condition stands', () => {
  const title = `prod: reader may now do everything with ${'S3 on a bucket of many '.repeat(20)}, without a condition`;
  const lines = approvalText(context({ changes: [{ kinds: HEADINGS.danger, isDanger: true, title }] }), PLAIN, 80);
  const shown = lines.slice(
    lines.findIndex((line) => line.startsWith('      !')),
    -2,
  );
  expect(shown.length).toBeGreaterThan(1);
  expect(shown.at(0)).toContain('prod: reader may now do everything with S3');
  expect(shown.join(' ').replaceAll(/\s+/g, ' ')).toMatch(/, without a condition$/);
  expect(Math.max(...shown.map((line) => line.length))).toBeLessThanOrEqual(80);
});

describe('the question', () => {
  /** What is decided and shown where somebody types these lines. */
  const asked = async (typed: readonly string[], change: Partial<ApprovalContext> = {}) => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    let shown = '';
    const left = [...typed];
    output.on('data', (text) => {
      shown += String(text);
      if (/: $/.test(shown)) {
        const next = left.shift();
        if (next === undefined) input.end();
        else input.write(`${next}\n`);
      }
    });
    const never = new AbortController().signal;
    const terminal = { input, output: output as unknown as NodeJS.WriteStream };
    return { decision: await askForApproval(context(change), terminal, PLAIN, never), shown };
  };

  test('says what to type to whoever types something else, and decides nothing', async () => {
    const { decision, shown } = await asked(['y', '', 'r', 'not on a Friday']);
    expect(decision).toEqual({ status: 'Rejected', summary: 'not on a Friday' });
    expect(shown).toContain('"y" decides nothing: type a or approve, r or reject, d for every change, o for the page');
    expect(shown).toContain('nothing is decided: type a');
  });

  test('shows the difference and opens the page before it is answered', async () => {
    const { decision, shown } = await asked(['d', 'o', 'a', '']);
    expect(decision).toEqual({ status: 'Approved', summary: 'approved at the terminal' });
    expect(shown).toContain('  - one\n  + other\n');
    expect(shown).toContain('  xdg-open opens it\n');
  });

  test('says why a comment is asked for again', async () => {
    const { decision, shown } = await asked(['a', 'x'.repeat(513), 'fine']);
    expect(decision).toEqual({ status: 'Approved', summary: 'fine' });
    expect(shown).toContain('it has 513 characters, and CodePipeline keeps 512: make it shorter');
  });

  test('is answered with a no by whoever closes the terminal', async () => {
    expect((await asked([])).decision.status).toBe('Rejected');
  });
});
