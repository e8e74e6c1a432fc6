import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  Annotations,
  type App,
  type IPolicyValidationContext,
  NestedStack,
  type PolicyValidationPluginReport,
  Stack,
  Stage,
} from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { Gate, type GateVerdict } from '../../lib/gate/gate';
import { WatchedAwsSolutions, type WatchedPack } from '../../lib/gate/packs';
import { appIn, found, inDirectory, judge, quickPacks } from './_helpers/judge';
import { FOUND_LOCKED, FOUND_OPEN, harmless, lockedLogGroup, openGroup, PLACE } from './_helpers/plants';

const YES = { findings: [], objections: [], warnings: [], acknowledged: 0 };

/** The stages of a pipeline's stack hold a violation. */
const inNestedStage = (plant: (stack: Stack) => void) => (app: App) => {
  const pipeline = harmless(app, 'Pipeline');
  plant(harmless(new Stage(pipeline, 'dev', { env: PLACE }), 'Data'));
};

describe('the gate says yes', () => {
  test('to a stack that nobody has anything against', () => {
    expect(judge((app) => harmless(app))).toEqual(YES);
  });

  test('to a stack without resources beside one that has some', () => {
    const app = (root: App) => {
      harmless(root);
      new Stack(root, 'Empty', { env: PLACE });
    };
    expect(judge(app)).toEqual(YES);
  });
});

describe('the gate finds a planted violation', () => {
  test('of every pack, in a stack of the app', () => {
    const verdict = judge((app) => {
      const stack = harmless(app);
      openGroup(stack);
      lockedLogGroup(stack);
    });
    for (const finding of FOUND_OPEN) expect(found(verdict)).toContain(`${finding} Harmless/Open`);
    expect(found(verdict)).toContain(`${FOUND_LOCKED} Harmless/Locked`);
  });

  test('of every pack, in a stage below the stack of a pipeline', () => {
    const verdict = judge(
      inNestedStage((stack) => {
        openGroup(stack);
        lockedLogGroup(stack);
      }),
    );
    for (const finding of FOUND_OPEN) expect(found(verdict)).toContain(`${finding} Pipeline/dev/Data/Open`);
    expect(found(verdict)).toContain(`${FOUND_LOCKED} Pipeline/dev/Data/Locked`);
  });

  test('of every pack, in a nested stack of such a stage', () => {
    const verdict = judge(
      inNestedStage((stack) => {
        const nested = new NestedStack(stack, 'Nested');
        openGroup(nested);
        lockedLogGroup(nested);
      }),
    );
    for (const finding of FOUND_OPEN) expect(found(verdict)).toContain(`${finding} Pipeline/dev/Data/Nested/Open`);
    expect(found(verdict)).toContain(`${FOUND_LOCKED} Pipeline/dev/Data/Nested/Locked`);
    expect(verdict.objections).toEqual([]);
  });

  test('that exists in the final template only', () => {
    const verdict = judge((app) => {
      const group = new CfnLogGroup(harmless(app), 'Group', { logGroupName: '/data/x', retentionInDays: 90 });
      group.addPropertyOverride('KmsKeyId', 'arn:aws:kms:us-east-1:222222222222:key/somebody-elses');
    });
    expect(found(verdict)).toContain(`${FOUND_LOCKED} Harmless/Group`);
  });

  test('in what a rule cannot read: a rule that throws is a finding', () => {
    const verdict = judge((app) => {
      const document = { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: { 'Fn::Odd': [] } }] };
      const role = new CfnRole(harmless(app), 'Role', { assumeRolePolicyDocument: {} });
      role.policies = [{ policyName: 'x', policyDocument: document }];
      Object.defineProperty(role, 'policies', {
        get: () => {
          throw new Error('cannot be read');
        },
      });
    });
    expect(verdict.findings.map(({ because }) => because).join()).toContain('the rule cannot tell');
  });

  test('where a construct complains itself, also in a stage', () => {
    const verdict = judge(inNestedStage((stack) => Annotations.of(stack).addError('this cannot be right')));
    expect(verdict.findings).toMatchObject([{ resource: 'Pipeline/dev/Data', because: 'this cannot be right' }]);
  });
});

/** A pack of which something is wrong. */
const withPack = (wrong: (app: App) => WatchedPack): GateVerdict =>
  judge((app) => harmless(app), { packs: (app) => [...quickPacks(app).slice(1), wrong(app)] });

const pack = (validate: WatchedPack['validate'], looks: readonly string[] = []): WatchedPack => ({
  name: 'Odd',
  looksAt: 'stacks',
  looks: new Set(looks),
  validate,
});

describe('the gate objects', () => {
  test('to an app without stacks: nothing was looked at', () => {
    expect(judge(() => {}).objections).toEqual(['the app has no stack: nothing was looked at']);
  });

  test('to a pack that never looked, although it found nothing', () => {
    const verdict = withPack(() => pack(() => ({ success: true, violations: [] })));
    expect(verdict.objections).toEqual(['Odd did not look at stack Harmless']);
  });

  test('to a pack that looked at some resources of a stack only', () => {
    class Hasty extends WatchedAwsSolutions {
      protected override applyRule(...[params]: Parameters<WatchedAwsSolutions['applyRule']>): void {
        if (params.node.node.id !== 'Open') super.applyRule(params);
      }
    }
    const verdict = judge((app) => openGroup(harmless(app)), { packs: (app) => [new Hasty(app)] });
    expect(verdict.objections).toEqual(['AwsSolutions did not look at Harmless/Open of stack Harmless']);
  });

  test('to a pack that throws, with its reason', () => {
    const verdict = withPack(() =>
      pack(() => {
        throw new Error('out of memory');
      }, ['Harmless']),
    );
    expect(verdict.objections).toEqual(["Validation plugin 'Odd' failed: out of memory"]);
  });

  test('to a pack that fails and names nothing', () => {
    const verdict = withPack(() => pack(() => ({ success: false, violations: [] }), ['Harmless']));
    expect(verdict.objections).toEqual(['Odd failed and does not say why']);
  });

  test('to a stack whose account nobody knows: no rule could say whom its policies let in', () => {
    const verdict = judge((app) => {
      harmless(app);
      const anywhere = new Stack(app, 'Anywhere');
      openGroup(anywhere);
    });
    expect(verdict.objections).toContainEqual(
      expect.stringContaining('stack Anywhere has no concrete account and region: give it an env'),
    );
  });

  test('to a pack that looked at one stage only', () => {
    class Narrow extends WatchedAwsSolutions {
      override validate({ appConstruct }: IPolicyValidationContext): PolicyValidationPluginReport {
        return this.validateScope(appConstruct.node.findChild('Pipeline').node.findChild('dev'));
      }
    }
    const verdict = judge(
      inNestedStage(() => {}),
      { packs: (app) => [new Narrow(app)] },
    );
    expect(verdict.objections).toEqual(['AwsSolutions did not look at stack Pipeline']);
  });

  test('to a report that is not there', () => {
    const verdict = judge((app) => openGroup(harmless(app)), {
      afterSynth: (directory) => rmSync(join(directory, 'validation-report.json')),
    });
    expect(verdict.findings).toEqual([]);
    expect(verdict.objections).toEqual([
      expect.stringMatching(/validation-report\.json was not written: nothing is known/),
    ]);
  });

  test('to the report of an earlier run that this one did not replace', () => {
    const verdict = inDirectory((outdir) => {
      const app = appIn(outdir);
      openGroup(harmless(app));
      const assembly = app.synth();
      writeFileSync(join(outdir, 'validation-report.json'), JSON.stringify({ pluginReports: [] }));
      return new Gate(app, [], quickPacks(app), undefined, '2026-11-23').judge(assembly); // installed too late: no pack ever runs
    });
    expect(verdict.objections).toEqual([expect.stringContaining('was not written')]);
  });

  test('to the assembly of another app', () => {
    const verdict = inDirectory((mine) =>
      inDirectory((other) => {
        const app = appIn(mine);
        harmless(app);
        const gate = new Gate(app, [], quickPacks(app), undefined, '2026-11-23');
        app.synth();
        const stranger = appIn(other);
        openGroup(harmless(stranger));
        return gate.judge(stranger.synth());
      }),
    );
    expect(verdict.objections).toEqual([expect.stringContaining('is not of this app')]);
  });
});

test('fails where it is installed on a stage instead of the app', () => {
  inDirectory((outdir) => {
    const stage = new Stage(appIn(outdir), 'dev', { env: PLACE });
    harmless(stage);
    expect(() => new Gate(stage as App, [], [], undefined, '2026-11-23')).toThrow(
      'the gate looks at a whole app, got dev',
    );
  });
});

test('fails on a report that is none', () => {
  const verdict = () =>
    judge((app) => harmless(app), {
      afterSynth: (directory) => writeFileSync(join(directory, 'validation-report.json'), '{}'),
    });
  expect(verdict).toThrow('pluginReports');
});
