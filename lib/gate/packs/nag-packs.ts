import { type CfnResource, type IPolicyValidationContext, type PolicyValidationPluginReport, Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, type IApplyRule, NagRuleCompliance } from 'cdk-nag';
import { version } from 'cdk-nag/package.json';
import { CANNOT_TELL } from './cannot-tell';
import { controlsIn } from './catalogue';
import { remembering } from './remembered';
import type { AskedRule, WatchedPack } from './watched-pack';

/** Version of cdk-nag, which its packs do not tell. */
export const NAG_VERSION = version;

const SOURCE = `https://github.com/cdklabs/cdk-nag/blob/v${version}/RULES.md`;
const ELSEWHERE = 'the stack has no resource of a kind that the rule is about';

/** One rule of a pack: what it wants, how often it answered in which stack, and itself with the answers being counted. */
interface Entry extends AskedRule {
  readonly answers: Map<string, number>;
  readonly counted: IApplyRule['rule'];
  /** Whether it is about resources of a class, by the class's prototype. */
  readonly about: Map<object, boolean>;
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

  /** The same rule, counted where it answers; nothing where the resource's class alone says that the rule is not about it. */
  counting(rule: IApplyRule): IApplyRule | undefined {
    this.asked++;
    const suffix = rule.ruleSuffixOverride ?? rule.rule.name;
    const entry = this.entries.get(suffix) ?? this.enter(suffix, rule);
    const kind: object = Object.getPrototypeOf(rule.node);
    let isAbout = entry.about.get(kind);
    if (isAbout === undefined) {
      isAbout = !isForeign(rule);
      entry.about.set(kind, isAbout);
    }
    return isAbout ? { ...rule, rule: entry.counted } : undefined;
  }

  private enter(suffix: string, { rule, info, explanation }: IApplyRule): Entry {
    const answers = new Map<string, number>();
    const note = () => answers.set(this.stack, (answers.get(this.stack) ?? 0) + 1);
    const counted: IApplyRule['rule'] = (node) => {
      const result = answerOf(rule, node);
      if (result !== NagRuleCompliance.NOT_APPLICABLE) note(); // a rule that throws has looked
      return result;
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
      about: new Map(),
    };
    this.entries.set(suffix, entry);
    return entry;
  }
}

/**
 * What a rule says; that it cannot tell where it throws, which rules do over a value that only CloudFormation will know. As a
 * finding by its own id, which the pack makes of an answer in a list: cdk-nag itself gives it the id of a violation, and an
 * acknowledgement of the one would cover the other (as cdk-nag#1818 asked for).
 */
const answerOf = (rule: IApplyRule['rule'], node: CfnResource): ReturnType<IApplyRule['rule']> => {
  try {
    return rule(node);
  } catch {
    return [CANNOT_TELL];
  }
};

/**
 * Whether a rule says that it is not about a resource without having read anything of it but its class: it would say the same
 * of every other one of that class, and needs not be asked again.
 */
const isForeign = ({ rule, node }: IApplyRule): boolean => {
  let hasRead = false;
  const reading = <T>(read: T): T => {
    hasRead = true;
    return read;
  };
  const blank = new Proxy(node, {
    get: (target, name) => reading(Reflect.get(target, name)),
    has: (target, name) => reading(Reflect.has(target, name)),
    ownKeys: (target) => reading(Reflect.ownKeys(target)),
    getOwnPropertyDescriptor: (target, name) => reading(Reflect.getOwnPropertyDescriptor(target, name)),
  });
  try {
    return rule(blank) === NagRuleCompliance.NOT_APPLICABLE && !hasRead;
  } catch {
    return false; // it is asked, and its failure told
  }
};

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
    const report = remembering(context.appConstruct, this, () => super.validate(context));
    this.spent += performance.now() - start;
    return report;
  }
  protected override checkResource(node: CfnResource): void {
    this.ledger.visit(node, () => super.checkResource(node));
  }
  protected override applyRule(params: IApplyRule): void {
    const counted = this.ledger.counting(params);
    if (counted !== undefined) super.applyRule(counted);
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
    const report = remembering(context.appConstruct, this, () => super.validate(context));
    this.spent += performance.now() - start;
    return report;
  }
  protected override checkResource(node: CfnResource): void {
    this.ledger.visit(node, () => super.checkResource(node));
  }
  protected override applyRule(params: IApplyRule): void {
    const counted = this.ledger.counting(params);
    if (counted !== undefined) super.applyRule(counted);
  }
}
