import { beforeAll, describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks } from 'cdk-nag';
import { Construct } from 'constructs';
import { nagRules } from '../../../lib/gate/packs/catalogue';
import { ruleOf } from '../../../lib/gate/register/acknowledgement';
import { CDK_PROPERTIES, type CdkProperty } from '../../../lib/gate/report/explain/cdk-properties';
import { explained } from '../../../lib/gate/report/explain/explain';
import { type Sample, STORAGE } from './_fixtures/properties-of-storage';
import { WORKLOADS } from './_fixtures/properties-of-workloads';

const SAMPLES: Readonly<Record<string, Sample>> = { ...STORAGE, ...WORKLOADS };

/** The setting that a row is about, the innermost one of options of a stage. */
const keyOf = ({ construct, code }: CdkProperty): string => {
  const [, name = ''] = /^(?:deployOptions: \{ )?(\w+)/.exec(code) ?? [];
  return `${construct} ${name}`;
};

/** Rules that find something below each sample, without and with what its row says. One app, each pack once. */
let found: Readonly<Record<'broken' | 'cured', ReadonlyMap<string, ReadonlySet<string>>>>;
beforeAll(() => {
  const app = new App({ analyticsReporting: false, autoSynth: false });
  const stackOf = (id: string, cured: boolean) => {
    const stack = new Stack(app, id, { env: { account: '111111111111', region: 'us-east-1' } });
    for (const [index, row] of CDK_PROPERTIES.entries()) {
      SAMPLES[keyOf(row)]?.(new Construct(stack, `Row${index}`), cured);
    }
    const violations = [new AwsSolutionsChecks(), new HIPAASecurityChecks()].flatMap(
      (pack) => pack.validateScope(stack).violations,
    );
    const rows = new Map<string, Set<string>>();
    for (const { ruleName, violatingResources } of violations) {
      for (const { constructPath = '' } of violatingResources) {
        const [, row = '', ...rest] = constructPath.split('/');
        // What a sample needs beside it, a bucket for logs for example, may have findings of its own.
        if (!rest.includes('It') && !rest.includes('Role')) continue;
        rows.set(row, (rows.get(row) ?? new Set()).add(ruleOf(ruleName)));
      }
    }
    return rows;
  };
  found = { broken: stackOf('Broken', false), cured: stackOf('Cured', true) };
});

describe('what a construct of the CDK is given', () => {
  const rows = CDK_PROPERTIES.flatMap((row, index) =>
    row.rules.map((rule) => [rule, row.construct, row.code, `Row${index}`] as const),
  );

  test.each(rows)('takes away %s: %s, %s', (rule, _construct, _code, row) => {
    expect(found.broken.get(row) ?? new Set()).toContain(rule);
    expect(found.cured.get(row) ?? new Set()).not.toContain(rule);
  });

  test('is known for sixty rules at least, each once and of an installed pack', () => {
    const rules = CDK_PROPERTIES.flatMap((row) => row.rules);
    expect(new Set(rules).size).toBe(rules.length);
    expect(rules.length).toBeGreaterThanOrEqual(60);
    expect(rules.filter((rule) => !nagRules().has(rule))).toEqual([]);
  });

  test('is tried for every row, and for nothing else', () => {
    expect(Object.keys(SAMPLES).toSorted()).toEqual(CDK_PROPERTIES.map(keyOf).toSorted());
  });

  test('stands in the explanation of each of its rules', () => {
    expect(explained('HIPAA.Security-S3BucketVersioningEnabled', process.cwd())).toContain(
      '\n  CDK:      aws_s3.Bucket: versioned: true\n',
    );
    const known = explained('HIPAA.Security-RDSMultiAZSupport', process.cwd());
    expect(known).toContain('  fix:      Make the construct with the property of the CDK below.\n  CDK:      aws_rds.');
    expect(explained('AwsSolutions-EB1', process.cwd())).not.toContain('  CDK: ');
  });
});
