import { beforeAll, describe, expect, test } from '@jest/globals';
import { publicKeyKey, releasePrefix } from '../../lib/contract/evidence-layout';
import { ENCRYPTION_CHECKS, type EvidenceReport, evidenceReportSchema } from '../../lib/contract/evidence-report';
import { describeEvidence, listReleases, printedList, printedRecord } from '../../lib/evidence';
import { recordIn } from '../../lib/evidence/archive';
import { fingerprint, readPublicKey } from '../../lib/evidence/public-key';
import { CHECKS } from '../../lib/validation/checks';
import { APPROVER } from './_helpers/execution';
import { type LocalSigner, localSigner } from './_helpers/local-signer';
import { MemoryStore } from './_helpers/memory-store';
import { closed } from './_helpers/releases';

const ids = [1, 2, 3].map((number) => `${number}0000000-0000-4000-8000-000000000000`) as [string, string, string];

const keyOf = (pem: string): string => publicKeyKey(fingerprint(readPublicKey(pem, 'key')));

/** A bucket with a release that succeeded, one that a person has rejected, and one whose validation has failed. */
const threeReleases = async (signer: LocalSigner = localSigner()): Promise<MemoryStore> => {
  const store = new MemoryStore();
  await closed(store, signer, ids[0], 'Succeeded', 2);
  await closed(store, signer, ids[1], 'Rejected', 3);
  await closed(store, signer, ids[2], 'ValidationFailed', 4);
  store.objects.set(keyOf(signer.pem), Buffer.from(signer.pem));
  return store;
};

const reportOf = async (store: MemoryStore, last = 10): Promise<EvidenceReport> =>
  describeEvidence(store, 'delivery', last);

describe('what releases tell an auditor', () => {
  let store: MemoryStore;
  let report: EvidenceReport;
  beforeAll(async () => {
    store = await threeReleases();
    report = await reportOf(store);
  });

  test('is in the form that is published, and nothing speaks against it', () => {
    expect(evidenceReportSchema.parse(report)).toEqual(report);
    expect(report).toMatchObject({ application: 'delivery', closed: 3, open: [], findings: [] });
  });

  test('tells the newest first, and calls a rejected one so', () => {
    expect(report.releases.map(({ number, outcome }) => [number, outcome])).toEqual([
      [3, 'Failed'],
      [2, 'Rejected'],
      [1, 'Succeeded'],
    ]);
  });

  test('tells who decided what, when and with which comment', () => {
    const [, rejected, succeeded] = report.releases;
    expect(rejected?.decisions).toEqual([
      expect.objectContaining({ environment: 'prod', decision: 'Rejected', by: APPROVER, comment: rejected?.because }),
    ]);
    expect(succeeded?.decisions).toEqual([
      expect.objectContaining({ decision: 'Approved', by: APPROVER, at: expect.stringMatching(/^2026-01-02T/) }),
    ]);
  });

  test('tells what was accepted then, by its reason', () => {
    expect(report.releases[2]?.accepted).toEqual([
      {
        acknowledgement: { reason: 'it is the log bucket', owner: 'us', expires: '2027-01-01', ticket: 'T-1' },
        findings: [{ finding: 'AwsSolutions-S1', resource: 'P/dev/Data/Logs' }],
      },
    ]);
  });

  test('tells whether encryption was proven after each deployment, and what was not', () => {
    const [failed, rejected, succeeded] = report.releases.map(({ encryption }) => encryption);
    expect(failed).toEqual([
      expect.objectContaining({
        environment: 'dev',
        proven: 'no',
        unproven: [{ check: 'log-groups-encrypted', subject: '/aws/lambda/two', because: 'it has no key' }],
      }),
    ]);
    expect(rejected?.map(({ environment, proven }) => [environment, proven])).toEqual([['dev', 'yes']]);
    expect(succeeded?.map(({ environment, proven }) => [environment, proven])).toEqual([
      ['dev', 'yes'],
      ['prod', 'yes'],
    ]);
  });

  test('is of no more releases than are asked for', async () => {
    const { releases, closed: all } = await reportOf(store, 1);
    expect([releases.map(({ number }) => number), all]).toEqual([[3], 3]);
  });

  test('is printed as a list with a header, who, how far it came, and what came of it', async () => {
    const [header, newest, rejected, oldest] = printedList(await listReleases(store));
    expect(header).toMatch(/^release {2}execution +outcome +deployed to +who +commit +closed +because$/);
    expect(newest).toMatch(/^3 +30000000\S+ +Failed +dev +nobody /);
    expect(rejected).toMatch(/^2 +20000000\S+ +Rejected +dev +grace +/);
    expect(oldest).toMatch(/^1 +10000000\S+ +Succeeded +prod +grace +c0ffee +2026-01-02T\S+$/);
  });

  test('calls a rejected release so where one is shown', async () => {
    const prefix = releasePrefix(ids[1]);
    const files = new Map([...store.objects].map(([key, bytes]) => [key.replace(prefix, ''), bytes]));
    const record = recordIn(files);
    expect(record && printedRecord(record)[1]).toMatch(/^Rejected: .* \(arn:aws:sts:/);
  });
});

describe('something speaks against what releases tell', () => {
  test.each<readonly [string, (store: MemoryStore, signer: LocalSigner) => void, { place: string; because: string }]>([
    [
      'a report of the gate is not the signed one',
      (store) => void store.objects.set(`${releasePrefix(ids[0])}build/gate/report.json`, Buffer.from('{}')),
      { place: 'release 1, build/gate/report.json', because: 'it is not what was signed' },
    ],
    [
      'a validation is gone',
      (store) => void store.objects.delete(`${releasePrefix(ids[0])}dev/222222222222-us-east-1/validation.json`),
      { place: 'release 1, dev/222222222222-us-east-1/validation.json', because: 'it was signed, and is not there' },
    ],
    [
      'a key is another one',
      (store, signer) => void store.objects.set(keyOf(signer.pem), Buffer.from(localSigner().pem)),
      { place: 'release 1', because: expect.stringContaining('holds another key: somebody has changed it') as never },
    ],
    [
      'a key is not published',
      (store, signer) => void store.objects.delete(keyOf(signer.pem)),
      { place: 'release 1', because: expect.stringContaining('is not published') as never },
    ],
  ])('where %s', async (_, change, flaw) => {
    const signer = localSigner();
    const store = await threeReleases(signer);
    change(store, signer);
    expect((await reportOf(store)).findings).toContainEqual(flaw);
  });

  test('where a validation is gone: then nobody knows whether encryption was proven', async () => {
    const store = await threeReleases();
    store.objects.delete(`${releasePrefix(ids[0])}dev/222222222222-us-east-1/validation.json`);
    const { releases } = await reportOf(store);
    expect(releases[2]?.encryption[0]).toMatchObject({ environment: 'dev', proven: 'unknown' });
  });
});

test('what is asked about encryption are checks that there are', () => {
  const known = new Set(CHECKS.map(({ id }) => id));
  expect(ENCRYPTION_CHECKS.filter((id) => !known.has(id))).toEqual([]);
});
