import { describe, expect, test } from '@jest/globals';
import type { ReportedRelease } from '../../../lib/contract/evidence-report';
import { evidencePage } from '../../../lib/reports/evidence/evidence-page';
import { evidenceOf, REJECTED, SUCCEEDED } from '../_fixtures/evidence-report';

const reviewedByOther = (release: ReportedRelease): ReportedRelease => ({
  ...release,
  decisions: release.decisions.map((each) => ({ ...each, byAuthor: false })),
});

describe('the page for an auditor', () => {
  test('says who decided what, when and with which comment, what was accepted, and what was proven', () => {
    const html = evidencePage(evidenceOf([reviewedByOther(SUCCEEDED)]));
    expect(html).toContain('<title>Yes · Evidence · delivery</title>');
    expect(html).toContain('Encryption was proven after every deployment.');
    for (const text of [
      'arn:aws:sts::111111111111:assumed-role/Approver/grace',
      'looked at the page',
      '2026-01-02 03:08:05 UTC',
      'It is the log bucket.',
      'P/prod/Data/Logs',
      '3 answers about encryption, all of them a pass',
    ]) {
      expect(html).toContain(text);
    }
  });

  test('calls a rejected release so, with the reason as text', () => {
    const html = evidencePage(evidenceOf([REJECTED, SUCCEEDED]));
    expect(html).toContain('<h2 id="release-2-heading">Release 2: Rejected</h2>');
    expect(html).toContain('not on a &lt;b&gt;Friday&lt;/b&gt;');
    expect(html).toContain('<title>In part · Evidence · delivery</title>');
    expect(html).toContain('After 1 deployment encryption was not proven.');
    expect(html).toContain('it has no key');
  });

  test('begins with what speaks against the record', () => {
    const html = evidencePage(evidenceOf([SUCCEEDED], [{ place: 'release 1', because: 'its signature does not fit' }]));
    expect(html).toContain('<title>No · Evidence · delivery</title>');
    expect(html.indexOf('id="against"')).toBeLessThan(html.indexOf('id="releases"'));
    expect(html).toContain('its signature does not fit');
  });

  test('says that no release is closed yet, and calls nothing proven by that', () => {
    const html = evidencePage(evidenceOf([]));
    expect(html).toContain('No release is closed yet.');
    expect(html).toContain('<title>Nothing yet · Evidence · delivery</title>');
    expect(html).not.toContain('proven after every deployment');
  });

  test('says first that somebody has let his own commit through', () => {
    const html = evidencePage(evidenceOf([SUCCEEDED]));
    expect(html).toContain('<title>In part · Evidence · delivery</title>');
    expect(html).toContain('1 release was approved by the author of the commit.');
    expect(evidencePage(evidenceOf([REJECTED]))).not.toContain('approved by the author');
  });

  test('counts every release, however it ended', () => {
    const stopped = { ...SUCCEEDED, number: 3, outcome: 'Stopped' as const };
    const numbers = [
      ...evidencePage(evidenceOf([stopped, REJECTED, SUCCEEDED])).matchAll(/<strong>(\d+)<\/strong> <span>([^<]+)/g),
    ];
    expect(numbers.map(([, value, label]) => `${value} ${label}`)).toEqual([
      '1 succeeded',
      '1 rejected',
      '1 ended otherwise',
      '2 approved by the author',
      '1 deployment unproven',
    ]);
  });
});
