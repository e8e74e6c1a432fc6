import { readFileSync } from 'node:fs';
import {
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  type PolicyViolation,
  Stage,
} from 'aws-cdk-lib';
import { sha256 } from '../../ground/sha256';
import { RULES } from '../rules';
import { judgeTemplates, type RuleFinding } from '../rules/judge-templates';
import type { Rule } from '../rules/rule';
import { type TargetStacks, targetsIn } from '../templates/targets';
import type { StackTemplate, Template } from '../templates/template';

/** Runs our own rules over the final templates, inside synthesis. */
export class ZeroTrustPlugin implements IPolicyValidationPlugin {
  readonly name = 'ZeroTrust';
  readonly ruleIds: string[];

  /** SHA-256 of the template files it has read, by stack path. */
  readonly digests = new Map<string, string>();
  /** What it has judged. */
  protected targets: readonly TargetStacks[] = [];

  constructor(protected readonly asked: readonly Rule[] = RULES) {
    this.ruleIds = asked.map(({ id }) => id);
  }

  validate({ stackTemplates, appConstruct }: IPolicyValidationContext): PolicyValidationPluginReport {
    const stacks = stackTemplates.map((stack) => this.read(stack));
    const targets = targetsIn(stacks, Stage.isStage(appConstruct) ? appConstruct.outdir : '');
    this.targets = [...this.targets, ...targets];
    const violations = judgeTemplates(targets, this.asked).map(violationOf);
    return { success: violations.length === 0, violations };
  }

  /** @throws when a stack's account or region is not concrete: the rules could not say whom a policy lets in */
  private read(stack: IPolicyValidationContext['stackTemplates'][number]): StackTemplate {
    const { stackConstructPath: path, templatePath, accountId: account, region } = stack;
    if (account === undefined || region === undefined) {
      throw new Error(`stack ${path} has no concrete account and region: give it an env`);
    }
    const bytes = readFileSync(templatePath);
    this.digests.set(path, sha256(bytes));
    const template = JSON.parse(bytes.toString('utf8')) as Template;
    return { path, templateFile: templatePath, account, region, template };
  }
}

const violationOf = ({ rule, stack, logicalId, because }: RuleFinding): PolicyViolation => ({
  ruleName: rule.id,
  description: `${rule.requires} Here ${because}.`,
  fix: `${rule.fix} See ${rule.source}`,
  severity: 'fatal', // the CDK lets nobody acknowledge it
  ruleMetadata: { why: rule.why, because },
  violatingResources: [{ resourceLogicalId: logicalId, templatePath: stack.templateFile, locations: [] }],
});
