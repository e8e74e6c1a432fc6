import type { GateFinding } from '../../contract/gate-report';
import { type Html, html } from '../html';
import { table } from '../table';
import { code, jump } from '../text';
import { type Addressed, environmentAddress } from './addresses';
import type { Subject } from './subject';

/** Which resources, in which stacks, made where. Each row has the finding's address. */
export const findingTable = (
  { stacks }: Subject,
  caption: string,
  state: string,
  findings: readonly Addressed<GateFinding>[],
): Html =>
  table({
    caption,
    quiet: true,
    columns: [
      { heading: 'Resource', kind: 'wide' },
      { heading: 'Finding' },
      { heading: 'Environment', kind: 'narrow' },
      { heading: 'Made at', kind: 'narrow' },
    ],
    rows: findings.map(({ finding, address }) => {
      const { resource, logicalId, stack, at } = finding;
      const environment = stack === undefined ? undefined : stacks.get(stack)?.environment;
      return {
        id: address,
        state,
        cells: [
          html`${code(resource)}${logicalId !== undefined && !resource.endsWith(logicalId) && html`<br><span class="aside">logical id ${code(logicalId)}</span>`}`,
          code(finding.finding),
          environment === undefined
            ? html`<span class="aside">–</span>`
            : jump(environmentAddress(environment), environment),
          at === undefined ? html`<span class="aside">–</span>` : code(`${at.file}:${at.line}`),
        ],
      };
    }),
    empty: 'No resource.',
  });

/** The controls that a rule serves, each a way to its section. */
export const controlLinks = (controls: readonly string[], addressOf: (control: string) => string): Html | undefined =>
  controls.length === 0
    ? undefined
    : html`${controls.map((control, index) => html`${index > 0 && ', '}${jump(addressOf(control), control)}`)}`;
