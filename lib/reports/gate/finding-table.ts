import type { GateFinding } from '../../contract/gate-report';
import { counted } from '../../ground/counted';
import { code, type Html, html, jump, table } from '../kit';
import { environmentAddress } from './addresses';
import type { Addressed, Subject } from './subject';

/** Which resources, made where, in which environment. Each row has the finding's address. */
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
    ],
    rows: findings.map(({ finding, address }) => ({
      id: address,
      state,
      cells: [resource(finding), ...(parted ? [code(finding.finding)] : []), environment(finding, stacks)],
    })),
    empty: 'No resource.',
  });
};

const resource = ({ resource: path, logicalId, at }: GateFinding): Html =>
  html`${code(path)}${logicalId !== undefined && !path.endsWith(logicalId) && html`<br><span class="aside">logical id ${code(logicalId)}</span>`}${
    at !== undefined && html`<br><span class="aside">made at ${code(`${at.file}:${at.line}`)}</span>`
  }`;

const environment = ({ stack: path }: GateFinding, stacks: Subject['stacks']): Html => {
  const stack = path === undefined ? undefined : stacks.get(path);
  if (stack === undefined) return path === undefined ? html`<span class="aside">no stack named</span>` : code(path);
  return jump(environmentAddress(stack.environment), stack.environment ?? 'pipeline');
};

/** `52 findings on 9 resources`, or just the resources where each has one. */
export const extent = (findings: readonly Addressed<GateFinding>[]): string => {
  const resources = new Set(findings.map(({ finding: { stack, resource: path } }) => JSON.stringify([stack, path])))
    .size;
  const on = counted(resources, 'resource');
  return findings.length === resources ? on : `${counted(findings.length, 'finding')} on ${on}`;
};

/** The controls that a rule serves, each a way to its section. */
export const controlLinks = (controls: readonly string[], addressOf: (control: string) => string): Html | undefined =>
  controls.length === 0
    ? undefined
    : html`${controls.map((control, index) => html`${index > 0 && ', '}${jump(addressOf(control), control)}`)}`;
