import type { IPolicyValidationContext, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { CloudFormationValidatePlugin } from 'aws-cdk-lib';
import { version } from '../../../package.json';
import type { Rule } from '../rules/rule';
import { isApplied, type TargetStacks } from '../templates/targets';
import { withNestedStacks } from './nested-stacks';
import type { AskedRule, WatchedPack } from './watched-pack';
import { ZeroTrustPlugin } from './zero-trust-plugin';

/** The library's own schema check of the final templates; registered by us, an environment variable cannot switch it off. */
export class WatchedCloudFormationValidate extends CloudFormationValidatePlugin implements WatchedPack {
  readonly looksAt = 'stacks';
  readonly looks = new Set<string>();
  spent = 0;
  override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const start = performance.now();
    const all = withNestedStacks(context);
    const report = super.validate(all);
    for (const { stackConstructPath } of all.stackTemplates) this.looks.add(stackConstructPath);
    this.spent += performance.now() - start;
    return report;
  }
}

/** Our own rules, noting the stacks they read. */
export class WatchedZeroTrust extends ZeroTrustPlugin implements WatchedPack {
  readonly version = version;
  readonly looksAt = 'stacks';
  readonly looks = new Set<string>();
  spent = 0;
  get rules(): readonly AskedRule[] {
    return this.asked.map((rule) => asAsked(rule, this.targets));
  }
  override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const start = performance.now();
    const all = withNestedStacks(context);
    const report = super.validate(all);
    for (const { stackConstructPath } of all.stackTemplates) this.looks.add(stackConstructPath);
    this.spent += performance.now() - start;
    return report;
  }
}

/** A rule of ours and the stacks it was asked of: it reads all their resources. */
export const asAsked = (rule: Rule, targets: readonly TargetStacks[]): AskedRule => {
  const { id, requires, hipaa, source, appliesTo } = rule;
  const asked = targets.filter((target) => isApplied(rule, target)).flatMap(({ stacks }) => stacks);
  return {
    id,
    requires,
    hipaa,
    source,
    answers: new Map(asked.map(({ path, template }) => [path, Object.keys(template.Resources ?? {}).length])),
    elsewhere: appliesTo === 'pipeline' ? 'it is asked of the pipeline only' : 'it is asked of targets only',
  };
};
