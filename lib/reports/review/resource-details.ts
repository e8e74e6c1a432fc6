import type { AccessChange, ResourceReview, StackReview } from '../../contract/review';
import { counted } from '../../ground/counted';
import { badge, bullets, code, details, type Html, html, table, value } from '../kit';
import { resourceAddress } from './addresses';
import { DIRECTIONS, EFFECTS } from './words';

const ABOUT: Readonly<Record<ResourceReview['about'], string | undefined>> = {
  configuration: undefined,
  code: 'only its code differs',
  metadata: 'only metadata differs: nothing of it is deployed',
};

/** Everything that changes in one resource, open on demand. */
export const resourceDetails = (stack: StackReview, resource: ResourceReview): Html => {
  const { logicalId, type, path, effect, about, holds, notes, properties } = resource;
  const own = (list: readonly AccessChange[]) => list.filter((change) => change.logicalId === logicalId);
  const [permissions, network] = [own(stack.permissions), own(stack.network)];
  const endangered = effect !== 'create' && effect !== 'update' && effect !== 'none';
  const said = [ABOUT[about], endangered && holds, ...notes].filter((text) => typeof text === 'string');
  return details({
    id: resourceAddress(stack, resource),
    summary: html`${code(path ?? logicalId)} <span class="aside">${code(type)}</span> ${badge(EFFECTS[effect].tone, EFFECTS[effect].word)}`,
    body: [
      said.length > 0 && bullets(said.map((text) => html`<bdi>${text}</bdi>`)),
      permissions.length > 0 && accessTable(`Permissions of ${logicalId}`, permissions, false),
      network.length > 0 && accessTable(`Ways through the network of ${logicalId}`, network, false),
      properties.length > 0 && propertyTable(resource),
    ],
  });
};

/** Changes of permissions or ways through the network, the broader ones first. */
export const accessTable = (caption: string, list: readonly AccessChange[], named: boolean): Html =>
  table({
    caption,
    columns: [
      { heading: named ? 'Resource' : 'Where', kind: 'narrow' },
      { heading: 'Direction', kind: 'narrow' },
      { heading: 'Why', kind: 'wide' },
      { heading: 'Before', kind: 'wide' },
      { heading: 'Now', kind: 'wide' },
    ],
    rows: list
      .toSorted((one, other) => ORDER.indexOf(one.direction) - ORDER.indexOf(other.direction))
      .map(({ logicalId, at, direction, because, before, after }) => ({
        state: 'change',
        cells: [
          code(named ? logicalId : at === '' ? 'the resource itself' : at),
          badge(DIRECTIONS[direction].tone, DIRECTIONS[direction].word),
          html`<bdi>${because}</bdi>`,
          value(before),
          value(after),
        ],
      })),
    empty: 'Nothing.',
  });

const ORDER = [
  'broader',
  'different',
  'unknown',
  'narrower',
  'same',
] as const satisfies readonly AccessChange['direction'][];

const propertyTable = ({ logicalId, properties }: ResourceReview): Html =>
  table({
    caption: `${counted(properties.length, 'value')} of ${logicalId}`,
    columns: [
      { heading: 'Value', kind: 'wide' },
      { heading: 'Before', kind: 'wide' },
      { heading: 'Now', kind: 'wide' },
    ],
    rows: properties.map(({ path, before, after }) => ({
      state: 'change',
      cells: [code(path), value(before), value(after)],
    })),
    empty: 'Nothing.',
  });
