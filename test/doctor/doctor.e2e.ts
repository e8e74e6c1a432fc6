import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { patientHere } from '../../bin/doctor/patient-here';
import { givenAssembly } from '../../bin/doctor/two-syntheses';
import { parseConfig } from '../../lib/config';
import type { DoctorReport } from '../../lib/contract/doctor-report';
import { DOCTOR_CHECKS } from '../../lib/doctor/checks';
import { examine } from '../../lib/doctor/examine';
import plausible from '../_fixtures/plausible-config';
import { ROOT, type Running, runEmulator } from '../rehearsal/emulator/running-emulator';
import { emulatedWorld } from '../runbook/emulated';
import { pagesIn } from '../runbook/page';
import { follow } from '../runbook/page-walk';
import { PAGE_WALKS } from '../runbook/walks';
import { callService } from '../validation/broken/call-service';
import { DEPLOY_ROLE, DEV, healthyStacks, REGION, TOOLS } from './healthy-stacks';

const before = { ...process.env };

let running: Running;
let report: DoctorReport;

/** An assembly on disk of the stacks that the unit tests examine. */
const writeAssembly = (directory: string): void => {
  mkdirSync(directory, { recursive: true });
  const artifacts = healthyStacks().map(({ stackName, account, region, qualifier, template }) => {
    writeFileSync(join(directory, `${stackName}.json`), JSON.stringify(template));
    const properties = {
      templateFile: `${stackName}.json`,
      stackName,
      requiresBootstrapStackVersion: 6,
      bootstrapStackVersionSsmParameter: `/cdk-bootstrap/${qualifier}/version`,
    };
    return [stackName, { type: 'aws:cloudformation:stack', environment: `aws://${account}/${region}`, properties }];
  });
  const manifest = { version: '55.0.0', artifacts: Object.fromEntries(artifacts) };
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest));
};

/** What was found by a check, as `where: what`. */
const saidBy = (check: string, state: string): readonly string[] =>
  report.findings
    .filter((each) => each.check === check && each.state === state)
    .map(({ where, what }) => `${where}: ${what}`);

beforeAll(async () => {
  running = await runEmulator();
  const { endpoint, secret } = running.emulator;
  Object.assign(process.env, { AWS_ENDPOINT_URL: endpoint });
  const credentials = { accessKeyId: DEV, secretAccessKey: secret };
  const where = { endpoint, region: REGION, credentials };
  await callService('logs', 'CreateLogGroup', { logGroupName: '/data/dev/flow-logs' }, where);
  const bootstrap = { Name: '/cdk-bootstrap/hnb659fds/version', Type: 'String' as const, Value: '5' };
  await new SSMClient(where).send(new PutParameterCommand(bootstrap));
  const assembly = join(running.directory, 'assembly');
  writeAssembly(assembly);
  const environments = plausible.environments.filter(({ name }) => name === 'dev');
  const env = { ...process.env, AWS_ACCESS_KEY_ID: TOOLS, AWS_SECRET_ACCESS_KEY: secret };
  const asked = {
    root: ROOT,
    env,
    ways: { profiles: new Map<string, string>(), role: undefined },
    signal: new AbortController().signal,
  };
  report = await examine(
    DOCTOR_CHECKS,
    patientHere(parseConfig({ ...plausible, environments }), givenAssembly(assembly, []), asked),
  );
});

afterAll(async () => {
  process.env = before;
  await running.end();
});

describe('the doctor, of an emulator', () => {
  const [tools, dev] = [`aws://${TOOLS}/${REGION}`, `aws://${DEV}/${REGION}`];

  test('finds what is missing in fresh accounts, and what is in the way', () => {
    expect(saidBy('bootstrap-there', 'problem')).toEqual([`${tools}: it is not bootstrapped`]);
    expect(saidBy('bootstrap-version', 'problem')).toEqual([
      `${dev}: the bootstrap has version 5, and the app needs 6`,
    ]);
    expect(saidBy('bootstrap-roles', 'problem')).toEqual([
      expect.stringMatching(new RegExp(`^${dev}: roles of the bootstrap are gone: .*${DEPLOY_ROLE}`)),
    ]);
    expect(saidBy('pipeline-current', 'problem')).toEqual([
      `${tools}: the pipeline zero-trust-delivery is not deployed`,
    ]);
    expect(saidBy('names-free', 'problem')).toEqual([
      expect.stringContaining('log group /data/dev/flow-logs is there'),
    ]);
  });

  test('says of what no emulator answers that it could not look', () => {
    const unseen = report.findings.filter(({ state, where }) => state === 'not-looked' && where.startsWith('aws://'));
    expect([...new Set(unseen.map(({ check }) => check))]).toEqual([
      'connection-usable',
      'build-images',
      'quota-builds',
      'quota-lambda',
    ]);
    const [connection] = unseen;
    expect(connection?.what).toContain('not in the emulator');
    expect(connection?.cure).toBe('ask AWS itself: unset AWS_ENDPOINT_URL');
  });
});

/** A sample of `npm run runbook`, which follows every page. */
describe('the first page of the runbook', () => {
  test('helps: its commands lead from its symptom to a stack that can be made', async () => {
    const [page, walk] = [pagesIn()[0], PAGE_WALKS[0]];
    if (page === undefined || walk?.heading !== page.heading) throw new Error('the first page has no walk');
    await expect(follow(walk, page, emulatedWorld(running))).resolves.toBeUndefined();
  });
});
