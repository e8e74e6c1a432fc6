import type { ReportedRule, ReportedStack, RuleInStack } from '../../contract/gate-report';
import { counted, grouped } from '../../ground/counted';
import { groupBy } from '../../ground/group-by';
import { type Content, code, details, type Html, html } from '../kit';
import type { Subject } from './subject';

/** Stacks named one by one; of more than that, whole environments are named where they are complete. */
const MOST_STACKS = 3;

/** Was the rule asked of any resource? */
export const wasAsked = ({ stacks }: ReportedRule): boolean =>
  stacks.some((stack) => stack.applied && stack.resources > 0);

/** In how many stacks a rule was asked and of how many resources; the stacks that were left out, by reason. */
export const asked = ({ stacks }: ReportedRule, subject: Subject): Content => {
  const applied = stacks.filter((stack) => stack.applied);
  const resources = applied.reduce((sum, { resources: n }) => sum + n, 0);
  const left = stacks.filter((stack) => !stack.applied);
  return [
    html`<p>${counted(resources, 'resource')}</p><p class="aside">in ${grouped(applied.length)} of ${counted(stacks.length, 'stack')}</p>`,
    ...[...groupBy(left, ({ because }) => because)].map(([reason, same]) =>
      details({
        summary: `not in ${grouped(same.length)}`,
        body: html`<p><bdi>${reason}</bdi></p>${named(same, subject)}`,
        slight: true,
        screenOnly: true,
      }),
    ),
  ];
};

/** The stacks, or the environments that they are all the stacks of. */
const named = (stacks: readonly RuleInStack[], { environments, stacks: known }: Subject): Html => {
  const paths = new Set(stacks.map(({ stack }) => stack));
  const whole =
    stacks.length > MOST_STACKS ? [...environments].filter(([, all]) => all.every(({ path }) => paths.has(path))) : [];
  const covered = new Set(whole.flatMap(([, all]) => all.map(({ path }) => path)));
  return html`<ul class="bullets">${whole.map(
    ([environment, all]) =>
      html`<li>${environment === undefined ? 'the pipeline' : html`<bdi>${environment}</bdi>`}: ${allOf(all)}</li>`,
  )}${[...paths].filter((path) => !covered.has(path)).map((path) => html`<li>${code(known.get(path)?.stackName ?? path)}</li>`)}</ul>`;
};

const allOf = (stacks: readonly ReportedStack[]): string =>
  stacks.length === 1 ? 'its stack' : `all ${grouped(stacks.length)} stacks`;
