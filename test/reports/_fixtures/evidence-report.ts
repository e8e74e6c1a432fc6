import type { EvidenceReport, ReportedRelease } from '../../../lib/contract/evidence-report';

const place = { account: '444444444444', region: 'us-east-1' };
const terms = { reason: 'It is the log bucket.', owner: 'us', expires: '2027-01-01', ticket: 'T-1' };

export const SUCCEEDED: ReportedRelease = {
  number: 1,
  pipelineExecutionId: '11111111-0000-4000-8000-000000000001',
  outcome: 'Succeeded',
  because: 'every stage succeeded',
  commit: { id: 'c0ffee0', message: 'Keep a secret', author: 'Ada', url: 'https://example.com/c0ffee0' },
  startTime: '2026-01-02T03:04:05.000Z',
  endTime: '2026-01-02T03:10:05.000Z',
  reached: ['dev', 'prod'],
  decisions: [
    {
      environment: 'prod',
      decision: 'Approved',
      byAuthor: true,
      by: 'arn:aws:sts::111111111111:assumed-role/Approver/grace',
      at: '2026-01-02T03:08:05.000Z',
      comment: 'looked at the page',
      question: 'Deploy to prod?',
    },
  ],
  gate: 'yes',
  accepted: [{ acknowledgement: terms, findings: [{ finding: 'AwsSolutions-S1', resource: 'P/prod/Data/Logs' }] }],
  encryption: [
    {
      environment: 'prod',
      ...place,
      proven: 'yes',
      because: '3 answers about encryption, all of them a pass',
      passed: 3,
      unproven: [],
    },
  ],
};

export const REJECTED: ReportedRelease = {
  ...SUCCEEDED,
  number: 2,
  outcome: 'Rejected',
  because: 'not on a <b>Friday</b>',
  reached: ['dev'],
  decisions: SUCCEEDED.decisions.map((each) => ({ ...each, decision: 'Rejected', comment: 'not on a <b>Friday</b>' })),
  encryption: [
    {
      environment: 'dev',
      ...place,
      proven: 'no',
      because: '1 answer about encryption proved nothing',
      passed: 2,
      unproven: [{ check: 'log-groups-encrypted', subject: '/aws/lambda/two', because: 'it has no key' }],
    },
  ],
};

export const evidenceOf = (
  releases: readonly ReportedRelease[],
  findings: EvidenceReport['findings'] = [],
): EvidenceReport => ({ schema: 1, application: 'delivery', releases, closed: releases.length, open: [], findings });
