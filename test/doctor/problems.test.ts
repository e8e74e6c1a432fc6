import { describe, expect, test } from '@jest/globals';
import { CallRefused } from '../../lib/aws/call-refused';
import { OtherAccount } from '../../lib/aws/other-account';
import { trustIn } from '../../lib/bootstrap/template';
import { doctorReportSchema } from '../../lib/contract/doctor-report';
import { DOCTOR_CHECKS } from '../../lib/doctor/checks';
import { doctorLines } from '../../lib/doctor/doctor-lines';
import { examine } from '../../lib/doctor/examine';
import { UserError } from '../../lib/ground/user-error';
import { type Body, DEPLOY_ROLE, DEV, healthyBody, listed, patientOf, REGION, TODAY, TOOLS } from './healthy-patient';
import { TOPIC } from './healthy-stacks';
import { configured, HERE, S3, undeployed } from './plant';
import { ACCOUNTS } from './planted-accounts';
import { DEPLOYED } from './planted-deployed';
import { PROJECT } from './planted-project';

const PLANTED = [...PROJECT, ...ACCOUNTS, ...DEPLOYED];

describe('the doctor', () => {
  test('is silent on a healthy set-up', async () => {
    const report = await examine(DOCTOR_CHECKS, patientOf(healthyBody()));
    expect(report).toEqual({
      schema: 1,
      summary: { ok: DOCTOR_CHECKS.length, problem: 0, notLooked: 0 },
      findings: [],
    });
    expect(doctorLines(report)).toEqual([
      `${DOCTOR_CHECKS.length} checks found nothing, 0 found problems, 0 could not look everywhere`,
    ]);
  });

  test.each(PLANTED)('finds %s', async (_, plant, check, says, cure) => {
    const body = healthyBody();
    plant(body);
    const report = await examine(DOCTOR_CHECKS, patientOf(body));
    expect(doctorReportSchema.parse(report)).toEqual(report);
    const found = report.findings.filter((each) => each.check === check);
    expect(found).toEqual([expect.objectContaining({ state: 'problem' })]);
    expect(found[0]?.what).toContain(says);
    expect(found[0]?.cure).toContain(cure);
  });

  test('has a planted problem for every check but the one of the synthesis', () => {
    const planted = new Set(PLANTED.map(([, , check]) => check));
    expect(DOCTOR_CHECKS.map(({ id }) => id).filter((id) => !planted.has(id))).toEqual(['synthesis-passes']);
    expect(PLANTED.length).toBeGreaterThanOrEqual(25);
    expect(new Set(DOCTOR_CHECKS.map(({ id }) => id)).size).toBe(DOCTOR_CHECKS.length);
  });

  test('says of a synthesis that fails that, and that what needs it could not look', async () => {
    const body = healthyBody();
    body.synthesis = async () => {
      throw new UserError('synthesis ended with 1: gate: NO', { exitCode: 1 });
    };
    const { findings } = await examine(DOCTOR_CHECKS, patientOf(body));
    expect(findings[0]).toMatchObject({ check: 'synthesis-passes', state: 'problem', cure: 'npm run synth' });
    expect(findings.slice(1).every(({ state }) => state === 'not-looked')).toBe(true);
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['bootstrap-there', 'names-free', 'keys-enabled']),
    );
  });
});

/** Each call with the checks that need it. */
describe('where it could not look', () => {
  const calls = Object.keys(patientOf(healthyBody()).tools.cloud);

  test.each(calls)('a refused %s is no good sign', async (call) => {
    const body = healthyBody();
    if (call === 'sourceBucket') configured(body, { source: S3 });
    if (['vpcs', 'quota', 'exists', 'bucket'].includes(call)) undeployed(body);
    const refused = () => Promise.reject(new CallRefused(`service:${call}`, 'AWS said no'));
    const patient = patientOf(body, (cloud) => ({ ...cloud, [call]: refused }));
    const { findings, summary } = await examine(DOCTOR_CHECKS, patient);
    expect(summary.notLooked).toBeGreaterThan(0);
    expect(findings).toContainEqual(
      expect.objectContaining({ state: 'not-looked', cure: `look with credentials that have service:${call}` }),
    );
  });

  test('one account that cannot be reached hides no problem of another', async () => {
    const body = healthyBody();
    body.dev.keyState = 'Disabled';
    const patient = patientOf(body, (cloud, account) =>
      account === TOOLS ? { ...cloud, stacks: () => Promise.reject(new Error('no credentials')) } : cloud,
    );
    const { findings } = await examine(DOCTOR_CHECKS, patient);
    expect(findings[0]).toMatchObject({ check: 'keys-enabled', state: 'problem', where: HERE });
    expect(findings).toContainEqual(
      expect.objectContaining({
        check: 'keys-enabled',
        state: 'not-looked',
        where: `aws://${TOOLS}/${REGION}`,
        cure: `sign in to AWS, or name credentials: bin/delivery doctor --profile ${TOOLS}=PROFILE`,
      }),
    );
  });

  test('a branch that was not fetched, an end that nobody knows, a name that only AWS knows', async () => {
    const body = healthyBody();
    body.machine.branch = async () => 'not fetched';
    body.synthesized.ends = [{ subject: 'Lambda new', days: [], source: 'a page' }];
    undeployed(body);
    const resources = body.stacks[1]?.template['Resources'] as Record<string, unknown>;
    resources['Table'] = { Type: 'AWS::DynamoDB::Table', Properties: { TableName: { Ref: 'Parameter' } } };
    const { findings } = await examine(DOCTOR_CHECKS, patientOf(body));
    const seen = findings.filter(({ state }) => state === 'not-looked').map(({ check }) => check);
    expect(seen).toEqual(expect.arrayContaining(['branch-pushed', 'runtimes-last', 'names-free']));
  });
});

test('an answer is for every check that asks, and the lines of one reason stand together', async () => {
  const body = healthyBody();
  const lost = () => Promise.reject(new Error('no credentials'));
  const patient = patientOf(body, (cloud) => ({ ...cloud, stacks: lost }));
  const lines = doctorLines(await examine(DOCTOR_CHECKS, patient));
  expect(lines.filter((line) => line.startsWith('NOT SEEN'))).toHaveLength(2);
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}by {3}.*stacks-settled.*keys-enabled/));
  expect(patient.today).toBe(TODAY);
});

describe('healthy, too, is', () => {
  const silent = async (change: (body: Body) => void): Promise<void> => {
    const body = healthyBody();
    change(body);
    expect((await examine(DOCTOR_CHECKS, patientOf(body))).findings).toEqual([]);
  };

  test("somebody else's data stack, and another application's", () =>
    silent(({ dev }) => {
      dev.stacks.push(
        listed('data-lake', 'CREATE_COMPLETE'),
        listed('validation-access-claims--dev', 'CREATE_COMPLETE'),
      );
    }));

  test('a bootstrap that trusts the role of the pipeline alone', () =>
    silent(({ dev }) => {
      dev.roles[DEPLOY_ROLE] = trustIn([`arn:aws:iam::${TOOLS}:role/zero-trust-delivery-pipeline-${REGION}`]);
    }));

  test('an acknowledgement that lasts 91 days, a runtime too, and a clock a minute off', () =>
    silent(({ machine, synthesized }) => {
      machine.acknowledgements = async () => [{ cause: 'c', expires: '2027-02-27', at: 'f:7' }];
      synthesized.ends = [{ subject: 'Lambda x', days: [{ day: '2027-02-27', what: 'no patches' }], source: 'a page' }];
      machine.clockAhead = async () => 60;
    }));

  test('a topic that somebody has added, and that tells nobody yet', () =>
    silent(({ dev }) => {
      const named = TOPIC.replace('data-alarms-dev', 'data-dev-news');
      const made = dev.resources['data-dev'] ?? [];
      dev.resources['data-dev'] = made.map((each) => (each.id === TOPIC ? { ...each, id: named } : each));
      dev.listeners = { confirmed: 0, pending: 0 };
    }));

  test('exactly as much as a quota leaves', () =>
    silent((body) => {
      undeployed(body);
      Object.assign(body.dev, { vpcs: 4, trails: ['a', 'b', 'c', 'd'].map((name) => ({ name, arn: name })) });
    }));
});

test('credentials of another account, which nothing is asked with, are a problem', async () => {
  const wrong = () => Promise.reject(new OtherAccount('the credentials of profile dev are those of another'));
  const patient = patientOf(healthyBody(), (cloud, account) => (account === DEV ? { ...cloud, caller: wrong } : cloud));
  const { findings } = await examine(DOCTOR_CHECKS, patient);
  expect(findings).toEqual([expect.objectContaining({ check: 'credentials-fit', state: 'problem', where: HERE })]);
});
