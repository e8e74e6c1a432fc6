import type { CfnResource, IPolicyValidationContext, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, type IApplyRule } from 'cdk-nag';
import { NAG_VERSION, NagLedger } from './nag-ledger';
import type { WatchedPack } from './watched-pack';

/** cdk-nag's AwsSolutions pack, noting which rules it asks of which resources. */
export class WatchedAwsSolutions extends AwsSolutionsChecks implements WatchedPack {
  override readonly version = NAG_VERSION;
  readonly looksAt = 'resources';
  spent = 0;
  private readonly ledger = new NagLedger('AwsSolutions');

  get looks(): ReadonlySet<string> {
    return this.ledger.looks;
  }
  get rules() {
    return this.ledger.rules;
  }
  override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const start = performance.now();
    const report = super.validate(context);
    this.spent += performance.now() - start;
    return report;
  }
  protected override checkResource(node: CfnResource): void {
    this.ledger.visit(node, () => super.checkResource(node));
  }
  protected override applyRule(params: IApplyRule): void {
    super.applyRule(this.ledger.counting(params));
  }
}

/** cdk-nag's HIPAA.Security pack, noting which rules it asks of which resources. */
export class WatchedHipaaSecurity extends HIPAASecurityChecks implements WatchedPack {
  override readonly version = NAG_VERSION;
  readonly looksAt = 'resources';
  spent = 0;
  private readonly ledger = new NagLedger('HIPAA.Security');

  get looks(): ReadonlySet<string> {
    return this.ledger.looks;
  }
  get rules() {
    return this.ledger.rules;
  }
  override validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const start = performance.now();
    const report = super.validate(context);
    this.spent += performance.now() - start;
    return report;
  }
  protected override checkResource(node: CfnResource): void {
    this.ledger.visit(node, () => super.checkResource(node));
  }
  protected override applyRule(params: IApplyRule): void {
    super.applyRule(this.ledger.counting(params));
  }
}
