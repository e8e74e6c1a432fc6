import { readFileSync } from 'node:fs';
import {
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  type PolicyViolation,
  Stage,
} from 'aws-cdk-lib';
import { judgeTemplates, type RuleFinding } from './judge-templates';
import type { Rule } from './rule';
import { RULES } from './rules';
import { type TargetStacks, targetsIn } from './targets';
import type { StackTemplate, Template } from './template';

/** Runs our own rules over the final templates, inside synthesis. */
export class ZeroTrustPlugin implements IPolicyValidationPlugin {
  readonly name = 'ZeroTrust';
  readonly ruleIds: string[];

  /** What the last validation was about. */
  protected targets: readonly TargetStacks[] = [];

  constructor(protected readonly asked: readonly Rule[] = RULES) {
    this.ruleIds = asked.map(({ id }) => id);
  }

  validate({ stackTemplates, appConstruct }: IPolicyValidationContext): PolicyValidationPluginReport {
    this.targets = targetsIn(stackTemplates.map(readStack), Stage.isStage(appConstruct) ? appConstruct.outdir : '');
    const violations = judgeTemplates(this.targets, this.asked).map(violationOf);
    return { success: violations.length === 0, violations };
  }
}

/** @throws when a stack's account or region is not concrete: the rules could not say whom a policy lets in */
const readStack = (stack: IPolicyValidationContext['stackTemplates'][number]): StackTemplate => {
  const { stackConstructPath: path, templatePath, accountId: account, region } = stack;
  if (account === undefined || region === undefined) {
    throw new Error(`stack ${path} has no concrete account and region: give it an env`);
  }
  const template = JSON.parse(readFileSync(templatePath, 'utf8')) as Template;
  return { path, templateFile: templatePath, account, region, template };
};

const violationOf = ({ rule, stack, logicalId, because }: RuleFinding): PolicyViolation => ({
  ruleName: rule.id,
  description: `${rule.requires} Here ${because}.`,
  fix: `${rule.fix} See ${rule.source}`,
  severity: 'fatal', // the CDK lets nobody acknowledge it
  ruleMetadata: { why: rule.why, because },
  violatingResources: [{ resourceLogicalId: logicalId, templatePath: stack.templateFile, locations: [] }],
});
