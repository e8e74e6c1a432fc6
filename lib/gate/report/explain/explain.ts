import { createRequire } from 'node:module';
import { join } from 'node:path';
import { version } from 'cdk-nag/package.json';
import { z } from 'zod';
import { didYouMean } from '../../../ground/near-misses';
import { printableLine } from '../../../ground/printable';
import { UserError } from '../../../ground/user-error';
import { isUntold, whyUntold } from '../../packs/cannot-tell';
import { controlsIn, nagRules, withoutControls } from '../../packs/catalogue';
import { packOf, ruleOf } from '../../register/acknowledgement';
import { RULES } from '../../rules';
import { NOTHING_UNJUDGED } from '../../rules/closed-world/state';
import { cdkProperty } from './cdk-properties';
import { allowanceEntry, entryFor, type Seen } from './entry';
import { howToFix } from './how-to-fix';

/**
 * What a finding is, why it matters, how to be rid of it, and what an acknowledgement of it would look like. `seen` is what is
 * found where; undefined where there is no report to look into.
 *
 * @throws {UserError} when nobody knows the rule, finding or requirement
 */
export const explained = (finding: string, root: string, seen?: Seen): string => {
  const own = RULES.filter(({ id }) => id === finding || id.startsWith(`${finding}-`));
  if (own.length > 0) return own.map(explainedRule).join('\n\n');
  const rule = ruleOf(finding);
  const nag = nagRules().get(rule);
  if (nag !== undefined) {
    const about = { why: WHY[rule] ?? nag.explanation, hipaa: controlsIn(nag.info), source: SOURCE };
    const is = withoutControls(nag.info);
    return explainedFinding(
      finding,
      isUntold(finding) ? { ...about, is: whyUntold(is), fix: FIX_UNTOLD } : { ...about, is, fix: howToFix(rule, is) },
      seen,
    );
  }
  const candidates = packOf(rule) === 'CloudFormation-Validate' ? cloudFormationRules(root) : [];
  const template = candidates.find(({ id }) => id === rule);
  if (template !== undefined) {
    const { description, category = 'schema' } = template;
    const why = `CloudFormation's own validation (${category}) finds before a deployment what would fail or surprise in it.`;
    const fix = howToFix(rule, description);
    return explainedFinding(finding, { is: description, why, fix, hipaa: [], source: ENGINE }, seen);
  }
  throw new UserError(`no rule is called "${finding}": ${hint(rule)}`);
};

const SOURCE = `https://github.com/cdklabs/cdk-nag/blob/v${version}/RULES.md`;
const ENGINE = 'https://github.com/aws-cloudformation/cloudformation-validate';

const FIX_UNTOLD =
  'Give the construct the value itself, from the configuration, instead of a parameter, an import or an attribute of another resource; else look at what it will be, and acknowledge this id, which covers no violation.';

/** Where a rule explains how to be silenced instead of why it is there. */
const WHY: Readonly<Record<string, string>> = {
  'AwsSolutions-IAM5': 'A wildcard grants what nobody has named: the next bucket, key, role or action too.',
};

const hint = (rule: string): string => {
  const requirements = new Set(RULES.map(({ id }) => id.split('-', 2).join('-')));
  const meant = didYouMean(rule, [...requirements, ...RULES.map(({ id }) => id), ...nagRules().keys()]);
  if (meant !== undefined) return meant;
  const own = RULES.map(({ id }) => `  ${id}`).join('\n');
  return `these are known, by id or requirement (ZT-06), and those of cdk-nag (${SOURCE}) and CloudFormation (W3010)\n${own}`;
};

const explainedRule = ({ id, requires, why, fix, source, hipaa, appliesTo }: (typeof RULES)[number]): string =>
  [
    id,
    `  requires: ${requires}`,
    `  why:      ${why}`,
    `  fix:      ${fix}`,
    `  source:   ${source}`,
    `  HIPAA:    ${hipaa.join(', ')}`,
    `  asked of: ${appliesTo === 'any' ? 'targets and the pipeline' : appliesTo}`,
    '  acknowledge: no. A zero-trust finding cannot be acknowledged: it has to be cured.',
    ...(id === NOTHING_UNJUDGED
      ? [
          '  allow: only what nobody can write a rule for, with an entry in acknowledgements.yaml:',
          '',
          allowanceEntry().trimEnd(),
        ]
      : []),
  ].join('\n');

interface About {
  readonly is: string;
  readonly why: string;
  readonly fix: string;
  readonly hipaa: readonly string[];
  readonly source: string;
}

const explainedFinding = (finding: string, { is, why, fix, hipaa, source }: About, seen: Seen | undefined): string => {
  const found = seen?.found.filter((each) => each.finding === finding || ruleOf(each.finding) === finding) ?? [];
  const ids = [...new Set(found.map((each) => each.finding))];
  // The rule's findings have ids of their own, and only those can be acknowledged.
  const named = ids.length === 0 || ids.includes(finding) ? [finding] : ids;
  return [
    finding,
    `  is:       ${is}`,
    `  why:      ${why}`,
    `  fix:      ${fix}`,
    ...cdkProperty(ruleOf(finding)).map((code) => `  CDK:      ${code}`),
    `  source:   ${source}`,
    `  HIPAA:    ${hipaa.length === 0 ? 'the rule names no control' : hipaa.join(', ')}`,
    '  asked of: every resource of every stack, at synthesis',
    ...foundOn(found, finding, seen),
    '  acknowledge: only where it cannot be removed, with an entry in acknowledgements.yaml:',
    '',
    ...named.map((each) => entryFor(each, seen ?? { found: [], stacks: [] }).trimEnd()),
  ].join('\n');
};

const foundOn = (found: Seen['found'], finding: string, seen: Seen | undefined): readonly string[] => {
  if (seen === undefined) return ['  found on: not known, there is no report of a synthesis: run npm run synth'];
  if (found.length === 0) return ['  found on: nothing'];
  return [
    '  found on:',
    ...found
      .map((each) => printableLine(`    ${each.resource}${each.finding === finding ? '' : `: ${each.finding}`}`))
      .toSorted(),
  ];
};

const told = z.array(z.object({ id: z.string(), category: z.string().optional(), description: z.string() }));

/** A rule of CloudFormation's own validation. */
export type CloudFormationRule = z.infer<typeof told>[number];

/**
 * The rules of the engine that aws-cdk-lib brings and runs, which the CDK's plugin does not tell. It takes seconds to build.
 *
 * @throws {Error} when the library has another engine than the one known here
 */
export const cloudFormationRules = (root: string): readonly CloudFormationRule[] => {
  const library = createRequire(join(root, 'package.json')).resolve('aws-cdk-lib');
  const { CompositeEngine } = createRequire(library)('@aws/cloudformation-validate');
  const engine = new CompositeEngine();
  try {
    return told.parse(engine.listRules());
  } finally {
    engine.free();
  }
};
