import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  type App,
  CfnResource,
  CustomResource,
  type IPolicyValidationContext,
  type PolicyValidationPluginReport,
  Stage,
} from 'aws-cdk-lib';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Gate } from '../../../../lib/gate/gate';
import { type WatchedPack, WatchedZeroTrust } from '../../../../lib/gate/packs';
import { appIn, inDirectory, quickPacks } from '../../_helpers/judge';
import { harmless, PLACE } from '../../_helpers/plants';
import { examined, objectionsTo, QUICK } from './_helpers/examined';

test('the gate says yes where every pack is there, has looked, and finds what was planted for it', () => {
  expect(examined({})).toMatchObject({ verdict: 'yes', objections: [] });
});

describe('the gate is red', () => {
  test.each(QUICK.map(({ pack }) => pack))('without the pack %s', (removed) => {
    const packs = (app: App) => quickPacks(app).filter(({ name }) => name !== removed);
    expect(objectionsTo({ packs })).toEqual([`pack ${removed} is missing: nothing has looked for what it finds`]);
  });

  test.each([
    ['AwsSolutions', 'AwsSolutions-KMS5'],
    ['HIPAA.Security', 'HIPAA.Security-CloudWatchLogGroupEncrypted'],
    ['ZeroTrust', 'ZT-05-KeysRotate'],
  ])('with a deaf %s, which looks at everything and finds nothing', (name, rule) => {
    const deafened = (pack: WatchedPack): WatchedPack => {
      const validate = pack.validate.bind(pack);
      pack.validate = (context) => {
        validate(context);
        return { success: true, violations: [] };
      };
      return pack;
    };
    const packs = (app: App) => quickPacks(app).map((pack) => (pack.name === name ? deafened(pack) : pack));
    expect(objectionsTo({ packs })).toEqual([
      `pack ${name} did not find ${rule}, which was planted for it: what it has not found elsewhere means nothing`,
    ]);
  });

  test('with a pack that sees one stage only', () => {
    class Narrow extends WatchedZeroTrust {
      override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
        const stackTemplates = context.stackTemplates.filter((stack) => stack.stackConstructPath !== 'Harmless');
        return super.validate({ ...context, stackTemplates });
      }
    }
    const build = (app: App) => {
      harmless(app);
      harmless(new Stage(app, 'dev', { env: PLACE }), 'Data');
    };
    const packs = (app: App) => [...quickPacks(app).slice(0, 2), new Narrow()];
    expect(objectionsTo({ build, packs })).toEqual(['ZeroTrust did not look at stack Harmless']);
  });

  test('with a rule that throws, which is a finding with the reason', () => {
    const broken = {
      id: 'ZT-99-Broken',
      requires: 'It works.',
      why: 'x',
      fix: 'mend it',
      source: 'https://x.test/',
      hipaa: [],
      appliesTo: 'any' as const,
      check: () => {
        throw new Error('no such property');
      },
    };
    const report = examined({ packs: () => [new WatchedZeroTrust([broken])], about: { plants: [] } });
    expect(report.findings).toMatchObject([
      { rule: 'ZT-99-Broken', stack: 'Harmless', because: 'the rule could not look: no such property' },
    ]);
    expect(report.verdict).toBe('no');
  });

  test('with a pack that throws, in the app and before the canary', () => {
    class Broken extends WatchedZeroTrust {
      override validate(): PolicyValidationPluginReport {
        throw new Error('out of memory');
      }
    }
    const packs = (app: App) => [...quickPacks(app).slice(0, 2), new Broken()];
    expect(objectionsTo({ packs })).toEqual([
      "Validation plugin 'ZeroTrust' failed: out of memory",
      'ZeroTrust did not look at stack Harmless',
      expect.stringMatching(/^pack ZeroTrust did not find .*; Validation plugin 'ZeroTrust' failed: out of memory$/),
    ]);
  });

  test('with a canary that cannot be synthesized', () => {
    const plants = [
      {
        pack: 'AwsSolutions',
        rule: 'x',
        plant: () => {
          throw new Error('no such construct');
        },
      },
    ];
    expect(objectionsTo({ about: { plants } })).toEqual(['the canary could not be synthesized: no such construct']);
  });

  test('with a plain CfnResource, which typed rules do not see', () => {
    const build = (app: App) => new CfnResource(harmless(app), 'Bucket', { type: 'AWS::S3::Bucket' });
    const what = 'did not look at Harmless/Bucket (a plain CfnResource of type AWS::S3::Bucket) of stack Harmless';
    expect(objectionsTo({ build })).toEqual([`AwsSolutions ${what}`, `HIPAA.Security ${what}`]);
  });

  test.each<[string, string, (group: CfnLogGroup) => void]>([
    ['weakened', 'retentionInDays', (group) => group.addPropertyOverride('RetentionInDays', 1)],
    ['taken away', 'retentionInDays', (group) => group.addPropertyDeletionOverride('RetentionInDays')],
    ['made up', 'somethingnew', (group) => group.addPropertyOverride('SomethingNew', true)],
    ['of another type', 'the type AWS::SNS::Topic', (group) => group.addOverride('Type', 'AWS::SNS::Topic')],
  ])('with a property %s by a raw override, which packs that read constructs do not see', (_, what, override) => {
    const build = (app: App) =>
      override(new CfnLogGroup(harmless(app), 'Group', { logGroupName: '/x', retentionInDays: 90 }));
    expect(objectionsTo({ build })).toEqual([
      `${what} of Harmless/Group is not in the template as its construct has it, which the packs have read: set it on the construct, without an override`,
    ]);
  });

  test('with a target of the configuration that has no stage', () => {
    const build = (app: App) => harmless(new Stage(app, 'dev', { env: PLACE }), 'Data');
    const targets = [
      { environment: 'dev', ...PLACE },
      { environment: 'prod', account: '444444444444', region: 'us-east-1' },
    ];
    expect(objectionsTo({ build, about: { targets } })).toEqual([
      'no stage of prod is in 444444444444/us-east-1: nothing was looked at',
    ]);
  });

  test('with a doubt that somebody else has', () => {
    expect(objectionsTo({ about: { doubts: ['it was switched off'] } })).toEqual(['it was switched off']);
  });

  test('with a template that somebody has changed after the packs have read it', () => {
    const objections = inDirectory((outdir) => {
      const app = appIn(outdir);
      harmless(app);
      const gate = new Gate(app, [], quickPacks(app), undefined, '2026-11-23');
      const assembly = app.synth();
      const file = join(outdir, 'Harmless.template.json');
      const template = JSON.parse(readFileSync(file, 'utf8'));
      template.Resources.Smuggled = { Type: 'AWS::S3::Bucket' };
      writeFileSync(file, JSON.stringify(template));
      return gate.judge(assembly).objections;
    });
    const smuggled = 'did not look at Harmless.template.json#Smuggled of stack Harmless';
    expect(objections).toEqual([
      `AwsSolutions ${smuggled}`,
      `HIPAA.Security ${smuggled}`,
      'ZeroTrust did not look at stack Harmless',
    ]);
  });
});

test('what a pack may leave out stands in the report with the reason', () => {
  const report = examined({
    build: (app) => new CustomResource(harmless(app), 'Own', { serviceToken: 'arn:x', resourceType: 'Custom::Own' }),
  });
  expect(report.packs.find(({ name }) => name === 'AwsSolutions')).toMatchObject({
    looked: { Harmless: 1 },
    leftOut: [{ stack: 'Harmless', type: 'Custom::Own', because: expect.stringContaining('its provider decides') }],
  });
});

test('the canary leaves no trace in what the packs tell of the app', () => {
  const report = examined({ build: (app) => new CfnLogGroup(harmless(app), 'Group', { retentionInDays: 90 }) });
  expect(JSON.stringify(report)).not.toContain('canary');
  const rule = report.rules.find(({ id }) => id === 'ZT-05-KeysRotate');
  expect(rule?.stacks).toEqual([{ stack: 'Harmless', applied: true, resources: 2 }]);
});
