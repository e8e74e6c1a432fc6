import { type CfnResource, type IPolicyValidationContext, type PolicyValidationPluginReport, Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, type IApplyRule, NagRuleCompliance } from 'cdk-nag';
import { version } from 'cdk-nag/package.json';
import { controlsIn } from './catalogue';
import type { AskedRule, WatchedPack } from './watched-pack';

/** Version of cdk-nag, which its packs do not tell. */
export const NAG_VERSION = version;

const SOURCE = `https://github.com/cdklabs/cdk-nag/blob/v${version}/RULES.md`;
const ELSEWHERE = 'the stack has no resource of a kind that the rule is about';

/** One rule of a pack: what it wants, how often it answered in which stack, and itself with the answers being counted. */
interface Entry extends AskedRule {
  readonly answers: Map<string, number>;
  readonly counted: IApplyRule['rule'];
}

/**
 * Which rules one of cdk-nag's packs asked of which resources.
 *
 * Packs ask every rule of every resource, and the rule says whether it is about such a resource at all.
 */
export class NagLedger {
  readonly looks = new Set<string>();
  private readonly entries = new Map<string, Entry>();
  private stack = '';
  private asked = 0;

  constructor(private readonly packName: string) {}

  get rules(): readonly AskedRule[] {
    return [...this.entries.values()];
  }

  /** Notes what is asked about one resource while `ask` runs. */
  visit(resource: CfnResource, ask: () => void): void {
    this.stack = Stack.of(resource).node.path;
    this.asked = 0;
    ask();
    if (this.asked > 0) this.looks.add(resource.node.path);
  }

  /** The same rule, counted where it answers. */
  counting(rule: IApplyRule): IApplyRule {
    this.asked++;
    const suffix = rule.ruleSuffixOverride ?? rule.rule.name;
    const entry = this.entries.get(suffix) ?? this.enter(suffix, rule);
    return { ...rule, rule: entry.counted };
  }

  private enter(suffix: string, { rule, info, explanation }: IApplyRule): Entry {
    const answers = new Map<string, number>();
    const note = () => answers.set(this.stack, (answers.get(this.stack) ?? 0) + 1);
    const counted: IApplyRule['rule'] = (node) => {
      let applicable = true; // a rule that throws has looked
      try {
        const result = rule(node);
        applicable = result !== NagRuleCompliance.NOT_APPLICABLE;
        return result;
      } finally {
        if (applicable) note();
      }
    };
    Object.defineProperty(counted, 'name', { value: rule.name }); // the pack makes the id of it
    const id = `${this.packName}-${suffix}`;
    const entry = {
      id,
      requires: explanation,
      hipaa: controlsIn(info),
      source: SOURCE,
      answers,
      elsewhere: ELSEWHERE,
      counted,
    };
    this.entries.set(suffix, entry);
    return entry;
  }
}

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
