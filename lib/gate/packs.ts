import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { CloudFormationValidatePlugin } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, type IApplyRule } from 'cdk-nag';
import { withNestedStacks } from './nested-stacks';
import { ZeroTrustPlugin } from './zero-trust-plugin';

/** A pack that can prove it looked. */
export interface WatchedPack extends IPolicyValidationPlugin {
  /** Whether it asks resource by resource or reads whole templates. */
  readonly looksAt: 'resources' | 'stacks';
  /** Construct paths of the resources or stacks it has looked at. */
  readonly looks: ReadonlySet<string>;
}

/** cdk-nag's AwsSolutions pack, noting which resources it asks about. */
export class WatchedAwsSolutions extends AwsSolutionsChecks implements WatchedPack {
  readonly looksAt = 'resources';
  readonly looks = new Set<string>();
  protected override applyRule(params: IApplyRule): void {
    super.applyRule(params);
    this.looks.add(params.node.node.path);
  }
}

/** cdk-nag's HIPAA.Security pack, noting which resources it asks about. */
export class WatchedHipaaSecurity extends HIPAASecurityChecks implements WatchedPack {
  readonly looksAt = 'resources';
  readonly looks = new Set<string>();
  protected override applyRule(params: IApplyRule): void {
    super.applyRule(params);
    this.looks.add(params.node.node.path);
  }
}

/** The library's own schema check of the final templates; registered by us, an environment variable cannot switch it off. */
export class WatchedCloudFormationValidate extends CloudFormationValidatePlugin implements WatchedPack {
  readonly looksAt = 'stacks';
  readonly looks = new Set<string>();
  override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const all = withNestedStacks(context);
    const report = super.validate(all);
    for (const { stackConstructPath } of all.stackTemplates) this.looks.add(stackConstructPath);
    return report;
  }
}

/** Our own rules, noting the stacks they read. */
export class WatchedZeroTrust extends ZeroTrustPlugin implements WatchedPack {
  readonly looksAt = 'stacks';
  readonly looks = new Set<string>();
  override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const all = withNestedStacks(context);
    const report = super.validate(all);
    for (const { stackConstructPath } of all.stackTemplates) this.looks.add(stackConstructPath);
    return report;
  }
}
