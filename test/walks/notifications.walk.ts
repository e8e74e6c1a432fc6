import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Summary } from '../../lib/rehearsal/record/summary';
import { type App, type Ended, thisRepository } from '../rehearsal/_helpers/app';
import { checkLess, MINUTES, story } from '../rehearsal/_helpers/this-repository';

/** One mail: its subject, and what it says. */
interface Mail {
  readonly subject: string;
  readonly text: string;
}

const mailsIn = (mailbox: string): readonly Mail[] =>
  mailbox
    .split('\n---\n')
    .slice(0, -1)
    .map((mail) => {
      const [, subject = '', text = ''] = /\nSubject: (.*)\n\n([\s\S]*)$/.exec(mail) ?? [];
      return { subject, text };
    });

describe('a release that is rejected before prod', () => {
  let app: App;
  let ended: Ended;
  let mails: readonly Mail[];

  beforeAll(async () => {
    app = thisRepository();
    checkLess(app);
    ended = await app.delivery(['rehearse', '--approve', 'all', '--fault', 'rejected:prod']);
    mails = mailsIn(readFileSync(join(app.directory, '.rehearsal', 'latest', 'mailbox.txt'), 'utf8'));
  }, 20 * MINUTES);

  afterAll(async () => {
    await app.delivery(['down']);
  });

  const told = (words: string): readonly Mail[] => mails.filter(({ text }) => text.includes(words));

  test('is told once each: both questions, the no, and the end', () => {
    if (ended.exitCode !== 1) throw new Error(story(ended));
    const { pipelineExecutionId }: Summary = app.summary();
    expect(mails.filter(({ subject }) => subject.startsWith('APPROVAL NEEDED'))).toHaveLength(2);
    expect(told('prod was not approved')).toHaveLength(1);
    expect(told(`Release ${pipelineExecutionId} of zero-trust-delivery failed`)).toHaveLength(1);
    expect(mails).toHaveLength(4);
    for (const { text } of mails) expect(text).toContain(pipelineExecutionId);
  });

  test('asks with the page that is in the record, and what changes', () => {
    const asked = mails.find(({ text }) => text.includes('/prod/444444444444-us-east-1/review.html'));
    const { customData } = (JSON.parse(asked?.text.split('\n')[0] ?? '{}') as { approval: { customData: string } })
      .approval;
    expect(asked?.text).toContain('\nOpens in this record: review/prod.html\n');
    expect(customData).toMatch(/^Deploy \S+ to prod\? Review: .+ It runs in staging; validation: \d+ pass/);
    expect(readFileSync(join(app.directory, '.rehearsal', 'latest', 'review', 'prod.html'), 'utf8')).toContain('prod');
  });

  test('names the mailbox at its end', () => {
    expect(ended.stdout).toContain('mailbox.txt');
  });
});
