import type { GateReport, ReportedStack } from '../../contract/gate-report';
import { grouped } from '../../ground/counted';
import { badge, code, type Html, html, jump, type Section, table } from '../kit';
import { stackAddress } from './addresses';

/** That every pack looked at every stack, and which templates these were. */
export const proof = ({ packs, stacks }: GateReport): Section => ({
  id: 'proof',
  heading: 'Proof that the gate looked',
  lead: 'Green because nothing was asked is not green: what each pack looked at, counted by itself, beside what the templates contain.',
  body: [
    table({
      caption: 'Packs',
      columns: [
        { heading: 'Pack', kind: 'narrow' },
        { heading: 'Version', kind: 'narrow' },
        { heading: 'Rules', kind: 'number' },
        { heading: 'Stacks looked at', kind: 'number' },
        { heading: 'Resources looked at', kind: 'number' },
      ],
      rows: packs.map(({ name, version, rules, looked }) => ({
        cells: [
          html`<bdi>${name}</bdi>`,
          html`<bdi>${version}</bdi>`,
          rules === undefined ? html`<span class="aside">not told</span>` : grouped(rules),
          html`${grouped(Object.keys(looked).length)} of ${grouped(stacks.length)}`,
          grouped(Object.values(looked).reduce((sum, n) => sum + n, 0)),
        ],
      })),
      empty: 'No pack looked at anything.',
    }),
    table({
      caption: 'Resources that each pack looked at, by stack',
      columns: [
        { heading: 'Stack', kind: 'wide' },
        { heading: 'In the template', kind: 'number' },
        ...packs.map(({ name }) => ({ heading: name, kind: 'number' as const })),
      ],
      rows: stacks.map((stack) => ({
        cells: [
          jump(stackAddress(stack.path), code(stack.stackName)),
          grouped(stack.resources),
          ...packs.map(({ looked }) => seen(looked[stack.path])),
        ],
      })),
      empty: 'No stack.',
    }),
    leftOut(packs, stacks),
    table({
      caption: 'Templates that were judged',
      columns: [
        { heading: 'Stack', kind: 'wide' },
        { heading: 'Template', kind: 'wide' },
        { heading: 'SHA-256', kind: 'wide' },
      ],
      rows: stacks.map(({ stackName, template, sha256 }: ReportedStack) => ({
        cells: [code(stackName), code(template), code(sha256)],
      })),
      empty: 'No template.',
    }),
  ],
});

/** Without any there is nothing to excuse, and no table. */
const leftOut = (packs: GateReport['packs'], stacks: GateReport['stacks']): Html | false => {
  const names = new Map(stacks.map(({ path, stackName }) => [path, stackName]));
  const rows = packs.flatMap(({ name, leftOut: resources = [] }) =>
    resources.map(({ stack, logicalId, type, because }) => ({
      cells: [
        html`${code(logicalId)}<br><span class="aside">${code(type)}</span>`,
        html`<bdi>${name}</bdi>`,
        code(names.get(stack) ?? stack),
        html`<bdi>${because}</bdi>`,
      ],
    })),
  );
  return (
    rows.length > 0 &&
    table({
      caption: 'Resources that a pack rightly left out',
      columns: [
        { heading: 'Resource', kind: 'wide' },
        { heading: 'Pack', kind: 'narrow' },
        { heading: 'Stack' },
        { heading: 'Why', kind: 'wide' },
      ],
      rows,
      empty: '',
    })
  );
};

const seen = (resources: number | undefined): Html =>
  resources === undefined ? badge('bad', 'not looked at') : html`${grouped(resources)}`;
