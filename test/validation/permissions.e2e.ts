import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { VALIDATION_PERMISSIONS } from '../../lib/contract/validation-permissions';
import type { ValidationReport } from '../../lib/contract/validation-report';
import { CHECKS } from '../../lib/validation/checks';
import { sdkCloud } from '../../lib/validation/cloud';
import type { ReleasedTemplates } from '../../lib/validation/release-directory';
import { validate } from '../../lib/validation/validate';
import config from '../_fixtures/delivery-config';
import { brokenRules } from '../_helpers/published-schema';
import { Delivered, REGION } from '../stacks/_helpers/delivered';
import { iamAction } from './_helpers/iam-action';

const TARGET = { environment: 'dev', account: '222222222222', region: REGION };
const DEPLOYMENT_MILLISECONDS = 240_000;
const before = { ...process.env };

let delivered: Delivered;
let report: ValidationReport;
/** Permissions that the calls of a full run needed, as the SDK made them and not as anybody says. */
const used = new Set<string>();

const ALLOWED: readonly string[] = VALIDATION_PERMISSIONS.map(({ action }) => action);

const difference = (needed: ReadonlySet<string>, allowed: readonly string[]) => ({
  missing: [...needed].filter((action) => !allowed.includes(action)),
  unused: allowed.filter((action) => !needed.has(action)),
});

interface Manifest {
  readonly artifacts: Readonly<
    Record<string, { readonly properties?: { readonly stackName?: string; readonly templateFile?: string } }>
  >;
}

/** The templates of an assembly. */
const releaseOf = (assembly: string): ReleasedTemplates => {
  const templates = new Map<string, string>();
  for (const name of readdirSync(assembly, { recursive: true }).map(String)) {
    if (!name.endsWith('manifest.json')) continue;
    const directory = join(assembly, name, '..');
    const { artifacts } = JSON.parse(readFileSync(join(assembly, name), 'utf8')) as Manifest;
    for (const { properties } of Object.values(artifacts)) {
      if (properties?.stackName === undefined || properties.templateFile === undefined) continue;
      templates.set(properties.stackName, readFileSync(join(directory, properties.templateFile), 'utf8'));
    }
  }
  return { template: async (stackName) => templates.get(stackName), regions: () => [TARGET.region] };
};

beforeAll(async () => {
  delivered = await Delivered.start([TARGET.account]);
  const assembly = delivered.assemble(config, ['dev']);
  const { code, output } = await delivered.deploy(assembly, 'dev/Data', 'dev/ValidationAccess');
  if (code !== 0) throw new Error(output);
  Object.assign(process.env, delivered.running.emulator.environment(TARGET.account, REGION));
  const asked = (call: Parameters<typeof iamAction>[0]) => {
    const action = iamAction(call);
    if (action !== undefined) used.add(action);
  };
  const cloud = sdkCloud({ region: REGION, listener: { asked } });
  report = await validate(TARGET, { cloud, release: releaseOf(assembly) });
}, DEPLOYMENT_MILLISECONDS);

afterAll(async () => {
  process.env = before;
  await delivered?.running.end();
});

describe('a full validation of a deployed target', () => {
  test('asks every check, and every check could look', () => {
    expect(report.only).toBeUndefined();
    expect(report.notAsked).toBeUndefined();
    expect(new Set(report.results.map(({ check }) => check))).toEqual(new Set(CHECKS.map(({ id }) => id)));
    expect(report.results.filter(({ status }) => status === 'cannot-tell')).toEqual([]);
  });

  test('needs no permission that its role lacks, and leaves none unused', () => {
    expect(difference(used, ALLOWED)).toEqual({ missing: [], unused: [] });
  });

  test('would be found to lack a permission, and to have one too many', () => {
    const [first = '', ...others] = ALLOWED;
    expect(difference(used, others)).toEqual({ missing: [first], unused: [] });
    expect(difference(used, [...ALLOWED, 's3:GetObject'])).toEqual({ missing: [], unused: ['s3:GetObject'] });
  });

  test('leaves a report as its published schema says', () => {
    expect(brokenRules('validation-report')(JSON.parse(JSON.stringify(report)))).toEqual([]);
  });
});

describe('the permission of a call', () => {
  test.each([
    ['CloudWatchLogs', 'DescribeLogGroups', 'logs:DescribeLogGroups'],
    ['S3', 'GetBucketEncryption', 's3:GetEncryptionConfiguration'],
    ['Lambda', 'Invoke', 'lambda:InvokeFunction'],
    ['STS', 'GetCallerIdentity', undefined],
  ])('%s %s is %s', (service, operation, action) => {
    expect(iamAction({ service, operation })).toBe(action);
  });

  test('fails for a service nobody has listed', () => {
    expect(() => iamAction({ service: 'Braket', operation: 'GetJob' })).toThrow('no prefix of IAM is known for Braket');
  });
});
