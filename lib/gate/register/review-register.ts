import type { SourceLocation } from '../../contract/gate-report';
import type { Day } from '../../contract/grace';
import { didYouMean } from '../../ground/near-misses';
import { nagRules } from '../packs/catalogue';
import { type Acknowledgement, isOnEverything, PLACEHOLDERS, packOf, ruleOf } from './acknowledgement';
import { flawsOfTerms, sameReason, warningsOfTerms } from './terms';

/** What is said of a register before anything is known of an app. */
export interface Reviewed {
  /** Acknowledgements that nothing speaks against; the others accept nothing. */
  readonly sound: readonly Acknowledgement[];
  readonly objections: readonly string[];
  readonly warnings: readonly string[];
}

/** Reviews each acknowledgement by itself and beside the others, as of a day. */
export const reviewRegister = (register: readonly Acknowledgement[], today: Day): Reviewed => {
  const flawed = register.map((acknowledgement) => ({
    acknowledgement,
    flaws: [...flawsOf(acknowledgement, today), ...copied(acknowledgement, register)],
  }));
  const sound = flawed.filter(({ flaws }) => flaws.length === 0).map(({ acknowledgement }) => acknowledgement);
  return {
    sound,
    objections: unique(flawed.flatMap(({ flaws }) => flaws)),
    warnings: unique(
      sound
        .toSorted((one, other) => one.expires.localeCompare(other.expires))
        .flatMap((each) => warningsOfTerms(each, today).map((what) => said(each.causeAt, each.cause, what))),
    ),
  };
};

/** A sentence about an acknowledgement, with the place where it is written. */
export const said = ({ file, line }: SourceLocation, subject: string, what: string): string =>
  `${file}:${line}: acknowledgement ${subject}: ${what}`;

const unique = (sentences: readonly string[]): readonly string[] => [...new Set(sentences)];

const flawsOf = (acknowledgement: Acknowledgement, today: Day): readonly string[] => {
  const { finding, stack, resources, cause, at, causeAt } = acknowledgement;
  const rule = nagRules().get(ruleOf(finding));
  return [
    ...flawsOfFinding(finding).map((flaw) => said(at, finding, flaw)),
    ...flawsOfPlaceholders(finding).map((flaw) => said(at, finding, flaw)),
    ...flawsOfActions(acknowledgement).map((flaw) => said(at, finding, flaw)),
    ...(stack === '' ? [said(at, finding, 'it names no stack')] : []),
    ...(resources.length === 0 ? [said(at, finding, 'it names no resource')] : []),
    ...flawsOfTerms(acknowledgement, today, rule && `${rule.info} ${rule.explanation}`).map((flaw) =>
      said(causeAt, cause, flaw),
    ),
  ];
};

/** What looks like one of our placeholders: another `{name}` may stand in a finding, of a path of API Gateway for example. */
const flawsOfPlaceholders = (finding: string): readonly string[] =>
  [...finding.matchAll(/(?<!\$)\{(\w+)\}/g)].flatMap(([, name = '']) => {
    if (PLACEHOLDERS.includes(name)) return [];
    const meant = didYouMean(name, PLACEHOLDERS);
    return meant === undefined ? [] : [`nothing stands for {${name}}: ${meant}`];
  });

const flawsOfActions = ({ finding, actions }: Acknowledgement): readonly string[] => {
  if (isOnEverything(finding)) {
    return actions?.length
      ? []
      : ['it does not say what may be done on every resource: list the actions of the policy'];
  }
  return actions === undefined ? [] : ['it lists actions, which tell something of AwsSolutions-IAM5[Resource::*] only'];
};

const flawsOfFinding = (finding: string): readonly string[] => {
  if (/^ZT-/.test(finding)) return ['a zero-trust finding cannot be acknowledged, it has to be cured'];
  const pack = packOf(finding);
  if (pack === 'CloudFormation-Validate' || nagRules().has(ruleOf(finding))) return [];
  const meant = didYouMean(ruleOf(finding).replace(/^.*::/, ''), nagRules().keys());
  const hint = meant ?? 'bin/delivery gate --explain says what is known';
  return [`no installed pack has the rule ${ruleOf(finding)}: ${hint}`];
};

/** The same sentence cannot be the reason for two different causes. */
const copied = (
  { cause, causeAt, reason }: Acknowledgement,
  register: readonly Acknowledgement[],
): readonly string[] => {
  const first = register.find((each) => sameReason(each.reason, reason));
  if (first === undefined || first.cause === cause || reason.trim() === '') return [];
  return [said(causeAt, cause, `its reason is that of ${first.cause}: put both under one cause, or say what differs`)];
};
