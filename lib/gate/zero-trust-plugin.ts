import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib';
import type { Rule } from './rule';
import { RULES } from './rules';
import type { StackTemplate, Template } from './template';

/** Runs our own rules over the final templates, inside synthesis. */
export class ZeroTrustPlugin implements IPolicyValidationPlugin {
  readonly name = 'ZeroTrust';
  readonly ruleIds: string[];

  constructor(private readonly rules: readonly Rule[] = RULES) {
    this.ruleIds = rules.map(({ id }) => id);
  }

  validate({ stackTemplates }: IPolicyValidationContext): PolicyValidationPluginReport {
    const targets = groupBy(stackTemplates.map(readStack), ({ templateFile }) => dirname(templateFile));
    const violations = this.rules.flatMap((rule) => violationsOf(rule, targets));
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

const violationsOf = (rule: Rule, targets: readonly (readonly StackTemplate[])[]): readonly PolicyViolation[] =>
  targets.flatMap(rule.check).map(({ stack, logicalId, because }) => ({
    ruleName: rule.id,
    description: `${rule.requires} Here ${because}.`,
    fix: `${rule.fix} See ${rule.source}`,
    severity: 'fatal', // the CDK lets nobody acknowledge it
    ruleMetadata: { why: rule.why },
    violatingResources: [{ resourceLogicalId: logicalId, templatePath: stack.templateFile, locations: [] }],
  }));

const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] => {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return [...groups.values()];
};
