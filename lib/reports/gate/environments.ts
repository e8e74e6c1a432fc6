import type { GateFinding, ReportedStack } from '../../contract/gate-report';
import { counted, grouped } from '../../ground/counted';
import { groupBy } from '../../ground/group-by';
import { badge, code, type Html, html, jump, part, type Section, table } from '../kit';
import { environmentAddress, stackAddress } from './addresses';
import { type Addressed, ruleKey, type Subject } from './subject';

/** Every stack of every environment, and what was found in it. */
export const environments = (subject: Subject): Section => ({
  id: 'environments',
  heading: 'By environment',
  count: subject.environments.size,
  body: [
    ...[...subject.environments].map(([environment, stacks]) => environmentPart(subject, environment, stacks)),
    homeless(subject),
  ],
});

const environmentPart = (subject: Subject, environment: string | undefined, stacks: readonly ReportedStack[]): Html => {
  const paths = new Set(stacks.map(({ path }) => path));
  const of = <Finding extends GateFinding>(list: readonly Addressed<Finding>[]): readonly Addressed<Finding>[] =>
    list.filter(({ finding: { stack } }) => stack !== undefined && paths.has(stack));
  const name = environment ?? 'The pipeline and its helpers';
  const [violating, excused] = [of(subject.findings), of(subject.acknowledged)];
  return part(
    environmentAddress(environment),
    html`<bdi>${name}</bdi> ${verdict(violating.length)} <span class="tally">${excused.length === 0 ? 'none' : grouped(excused.length)} acknowledged</span>`,
    table({
      caption: `Stacks of ${environment ?? 'the pipeline'}`,
      quiet: true,
      columns: [
        { heading: 'Stack', kind: 'wide' },
        { heading: 'Account', kind: 'narrow' },
        { heading: 'Region', kind: 'narrow' },
        { heading: 'Resources', kind: 'number' },
        { heading: 'Findings', kind: 'wide' },
        { heading: 'Acknowledged', kind: 'number' },
      ],
      rows: stacks.map(({ path, stackName, account, region, resources }) => {
        const bad = violating.filter(({ finding }) => finding.stack === path);
        const noted = excused.filter(({ finding }) => finding.stack === path);
        return {
          id: stackAddress(path),
          state: bad.length > 0 ? 'violating' : noted.length > 0 ? 'acknowledged' : 'compliant',
          cells: [
            html`${code(stackName)}<br><span class="aside">${code(path)}</span>`,
            account,
            region,
            grouped(resources),
            named(bad),
            grouped(noted.length),
          ],
        };
      }),
      empty: 'No stack.',
    }),
  );
};

const verdict = (findings: number): Html =>
  findings === 0 ? badge('good', 'No findings') : badge('bad', counted(findings, 'finding'));

/** The rules that a stack violates, each leading to the first of its findings. */
const named = (findings: readonly Addressed<GateFinding>[]): Html => {
  if (findings.length === 0) return html`<span class="zero">none</span>`;
  const rules = [...groupBy(findings, ({ finding: { pack, rule } }) => ruleKey(pack, rule)).values()];
  return html`${rules.map(([first, ...others], index) =>
    first === undefined
      ? undefined
      : html`${index > 0 && html`<br>`}${jump(first.address, code(first.finding.rule))}${others.length > 0 && ` × ${grouped(others.length + 1)}`}`,
  )}`;
};

/** Findings of packs that name no stack: they belong to no environment and must not be lost. */
const homeless = ({ findings, acknowledged, stacks }: Subject): Html | false => {
  const list = [...findings, ...acknowledged].filter(
    ({ finding: { stack } }) => stack === undefined || !stacks.has(stack),
  );
  return (
    list.length > 0 &&
    part(
      'environment-unknown',
      html`Of no known stack <span class="tally">${counted(list.length, 'finding')}</span>`,
      html`<ul class="bullets">${list.map(({ finding, address }) => html`<li>${jump(address, code(finding.finding))}</li>`)}</ul>`,
    )
  );
};
