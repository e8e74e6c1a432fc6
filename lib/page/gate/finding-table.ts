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
): Html => {
  // Where every finding is the whole rule, the heading above has said it.
  const parted = findings.some(({ finding: { finding, rule } }) => finding !== rule);
  return table({
    caption,
    quiet: true,
    columns: [
      { heading: 'Resource', kind: 'wide' },
      ...(parted ? [{ heading: 'Finding', kind: 'wide' } as const] : []),
      { heading: 'Environment', kind: 'narrow' },
      { heading: 'Made at', kind: 'narrow' },
    ],
    rows: findings.map(({ finding, address }) => ({
      id: address,
      state,
      cells: [
        resource(finding),
        ...(parted ? [code(finding.finding)] : []),
        environment(finding, stacks),
        finding.at === undefined ? unknown : code(`${finding.at.file}:${finding.at.line}`),
      ],
    })),
    empty: 'No resource.',
  });
};

const unknown = html`<span class="aside">–</span>`;

const resource = ({ resource: path, logicalId }: GateFinding): Html =>
  logicalId === undefined || path.endsWith(logicalId)
    ? code(path)
    : html`${code(path)}<br><span class="aside">logical id ${code(logicalId)}</span>`;

const environment = ({ stack: path }: GateFinding, stacks: Subject['stacks']): Html => {
  const stack = path === undefined ? undefined : stacks.get(path);
  if (stack === undefined) return path === undefined ? unknown : code(path);
  return jump(environmentAddress(stack.environment), stack.environment ?? 'pipeline');
};

/** The controls that a rule serves, each a way to its section. */
export const controlLinks = (controls: readonly string[], addressOf: (control: string) => string): Html | undefined =>
  controls.length === 0
    ? undefined
    : html`${controls.map((control, index) => html`${index > 0 && ', '}${jump(addressOf(control), control)}`)}`;
