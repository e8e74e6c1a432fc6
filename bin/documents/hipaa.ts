import { RULES } from '../../lib/gate/rules';
import { type Rule, requirementOf } from '../../lib/gate/rules/rule';
import { CHECKS } from '../../lib/validation/checks';
import { SAFEGUARDS, type Safeguard } from './safeguards';

type Cited = Pick<Rule, 'id' | 'hipaa'>;

const isOf = ({ id }: Safeguard, paragraph: string): boolean => paragraph.startsWith(id);

/** Paragraphs that rules name and no standard of the list has. */
export const unknownParagraphs = (rules: readonly Cited[] = RULES): readonly string[] =>
  rules.flatMap(({ id, hipaa }) =>
    hipaa
      .filter((paragraph) => !SAFEGUARDS.some((each) => isOf(each, paragraph)))
      .map((paragraph) => `${id}: ${paragraph}`),
  );

const listed = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : names.map((name) => `\`${name}\``).join(', ');

const section = (safeguard: Safeguard): string => {
  const rules = RULES.filter(({ hipaa }) => hipaa.some((paragraph) => isOf(safeguard, paragraph)));
  const paragraphs = [...new Set(rules.flatMap(({ hipaa }) => hipaa.filter((each) => isOf(safeguard, each))))];
  const requirements = new Set(rules.map(requirementOf));
  const checks = CHECKS.filter(({ requirement }) => requirements.has(requirement));
  return [
    `### ${safeguard.id} ${safeguard.title}`,
    ...(rules.length === 0
      ? []
      : [
          `- **Gate** (${paragraphs.toSorted().join(', ')}): ${listed(rules.map(({ id }) => id).toSorted())}`,
          `- **Validation**, for the same requirements: ${listed(checks.map(({ id }) => id).toSorted())}`,
        ]),
    `- **Here**: ${safeguard.here === '' ? 'nothing in this system answers it.' : safeguard.here}`,
    `- **Yours**: ${safeguard.yours}`,
  ].join('\n');
};

/** `docs/hipaa.md`: standards of the Security Rule, with the rules of the gate and the checks of the validation that serve them. */
export const hipaaDocument = (): string => {
  const part = (number: string, title: string): readonly string[] => [
    `## ${title} (${number})`,
    ...SAFEGUARDS.filter(({ id }) => id.startsWith(number)).map(section),
  ];
  return `${[
    '# HIPAA Security Rule',
    'Which standards of [45 CFR part 164, subpart C](https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C)\nthis system serves, by what, and what stays with whoever runs it. Generated from the rules of the gate (`lib/gate/rules/`), each of which\nnames the paragraphs that it serves, and the checks of the validation, by `npm run docs`; do not edit.',
    "That a rule serves a paragraph is an engineer's reading, not a lawyer's. **Nothing here makes anybody compliant**: a standard is met by an\norganization. What the gate proves of templates and the validation of the live APIs lies in each release's evidence\n(`build/gate/report.json`, `validation.json`; [evidence](evidence.md)).",
    ...part('164.308', 'Administrative safeguards'),
    ...part('164.310', 'Physical safeguards'),
    ...part('164.312', 'Technical safeguards'),
    ...part('164.314', 'Organizational requirements'),
    ...part('164.316', 'Policies and documentation'),
  ].join('\n\n')}\n`;
};
