import type { IPolicyValidationContext, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { CfnResource, CloudFormationValidatePlugin, type CfnResource as Resource, Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, type IApplyRule } from 'cdk-nag';
import { ZeroTrustPlugin } from './zero-trust-plugin';

/** Which stacks a pack has looked at, by construct path, and how many questions it asked there. */
export type Looks = ReadonlyMap<string, number>;

/** A pack that can prove it looked. */
export interface WatchedPack {
  readonly name: string;
  readonly looks: Looks;
}

const count = (looks: Map<string, number>, node: Resource): void => {
  const { path } = Stack.of(node).node;
  looks.set(path, (looks.get(path) ?? 0) + 1);
};

const countStacks = (looks: Map<string, number>, context: IPolicyValidationContext): void => {
  for (const { stackConstructPath } of context.stackTemplates) looks.set(stackConstructPath, 1);
};

/** cdk-nag's AwsSolutions pack, counting what it asks. */
export class WatchedAwsSolutions extends AwsSolutionsChecks implements WatchedPack {
  readonly looks = new Map<string, number>();
  protected override applyRule(params: IApplyRule): void {
    count(this.looks, params.node);
    super.applyRule(params);
  }
}

/** cdk-nag's HIPAA.Security pack, counting what it asks. */
export class WatchedHipaaSecurity extends HIPAASecurityChecks implements WatchedPack {
  readonly looks = new Map<string, number>();
  protected override applyRule(params: IApplyRule): void {
    count(this.looks, params.node);
    super.applyRule(params);
  }
}

/** The library's own schema check of the final templates; registered by us, an environment variable cannot switch it off. */
export class WatchedCloudFormationValidate extends CloudFormationValidatePlugin implements WatchedPack {
  readonly looks = new Map<string, number>();
  override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const report = super.validate(context);
    countStacks(this.looks, context);
    return report;
  }
}

/** Our own rules, counting the stacks they read. */
export class WatchedZeroTrust extends ZeroTrustPlugin implements WatchedPack {
  readonly looks = new Map<string, number>();
  override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const report = super.validate(context);
    countStacks(this.looks, context);
    return report;
  }
}

/** Whether a construct is something a pack can ask about. */
export const isAskable = CfnResource.isCfnResource;
