import { CfnResource, Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, type IApplyRule } from 'cdk-nag';

/** What a rule of cdk-nag says of itself, as installed. */
export interface NagRule {
  /** For example `AwsSolutions-S1`. */
  readonly id: string;
  /** What is wrong where it finds something, with the HIPAA controls at its end. */
  readonly info: string;
  readonly explanation: string;
}

/** The AwsSolutions pack, telling its rules instead of asking them. */
class TellingAwsSolutions extends AwsSolutionsChecks {
  readonly told: NagRule[] = [];
  tell(resource: CfnResource): readonly NagRule[] {
    this.checkResource(resource);
    return this.told;
  }
  protected override applyRule(rule: IApplyRule): void {
    this.told.push(toldBy(this.packName, rule));
  }
}

/** The HIPAA.Security pack, telling its rules instead of asking them. */
class TellingHipaaSecurity extends HIPAASecurityChecks {
  readonly told: NagRule[] = [];
  tell(resource: CfnResource): readonly NagRule[] {
    this.checkResource(resource);
    return this.told;
  }
  protected override applyRule(rule: IApplyRule): void {
    this.told.push(toldBy(this.packName, rule));
  }
}

const toldBy = (pack: string, { ruleSuffixOverride, rule, info, explanation }: IApplyRule): NagRule => ({
  id: `${pack}-${ruleSuffixOverride ?? rule.name}`,
  info,
  explanation,
});

let known: ReadonlyMap<string, NagRule> | undefined;

/** Every rule of cdk-nag's two packs by its id. The packs publish no list: they are asked with a resource of no kind. */
export const nagRules = (): ReadonlyMap<string, NagRule> => {
  if (known === undefined) {
    const resource = new CfnResource(new Stack(), 'Any', { type: 'Any::Kind::Whatever' });
    const told = [...new TellingAwsSolutions().tell(resource), ...new TellingHipaaSecurity().tell(resource)];
    known = new Map(told.map((rule) => [rule.id, rule]));
  }
  return known;
};

/** The controls at the end of a sentence of cdk-nag: ` - (Control IDs: 164.312(a)(2)(iv), 164.312(b)).`; one lacks a bracket. */
const CONTROLS = /\s+-\s+\(Control IDs?: ([^:]*?)\.?$/;
const CONTROL = /164\.\d+(?:\(\w+\))*/g;

/** HIPAA Security Rule controls that one of cdk-nag's sentences names. */
export const controlsIn = (info: string): readonly string[] => CONTROLS.exec(info)?.[1]?.match(CONTROL) ?? [];

/** The sentence without them. */
export const withoutControls = (info: string): string => info.replace(CONTROLS, '.');
