import type { Review, SectionReview, StackReview } from '../../contract/review';
import { counted } from '../../ground/counted';
import { badge, code, details, type Html, html, part, type Section, table, value } from '../kit';
import { stackChangeAddress } from './addresses';
import { accessTable, resourceDetails } from './resource-details';
import { EFFECTS, ENTRY_CHANGES, STACK_CHANGES } from './words';

/** The changes of each stack that has some. */
export const stackSection = ({ stacks }: Review): Section => ({
  id: 'template-changes',
  heading: 'Changes by stack',
  count: stacks.filter(({ change }) => change !== 'unchanged').length,
  body: stacks.filter(({ change }) => change !== 'unchanged').map(stackPart),
});

/** How many stacks there are, and how many of them change. */
export const stacksInNumbers = (stacks: readonly StackReview[]): string => {
  const touched = stacks.filter(({ change }) => change !== 'unchanged').length;
  return touched === 0
    ? `${counted(stacks.length, 'stack')}, unchanged`
    : `${touched} of ${counted(stacks.length, 'stack')} changed`;
};

/** Every stack of the review with what becomes of it. */
export const stackTable = (stacks: readonly StackReview[]): Html =>
  table({
    caption: 'Stacks of this review',
    quiet: true,
    columns: [
      { heading: 'Stack', kind: 'wide' },
      { heading: 'Account', kind: 'narrow' },
      { heading: 'Region', kind: 'narrow' },
      { heading: 'What becomes of it', kind: 'narrow' },
      { heading: 'Resources', kind: 'number' },
      { heading: 'Added', kind: 'number' },
      { heading: 'Changed', kind: 'number' },
      { heading: 'Removed', kind: 'number' },
    ],
    rows: stacks.map((stack) => ({
      cells: [
        code(stack.stackName),
        stack.account,
        stack.region,
        stackBadge(stack),
        stack.resourceCount,
        ...(['added', 'changed', 'removed'] as const).map(
          (change) => stack.resources.filter((resource) => resource.change === change).length,
        ),
      ],
    })),
    empty: 'No stack.',
  });

const stackBadge = ({ change }: StackReview): Html => badge(STACK_CHANGES[change].tone, STACK_CHANGES[change].word);

const stackPart = (stack: StackReview): Html =>
  part(stackChangeAddress(stack), html`${code(stack.stackName)} ${stackBadge(stack)}`, [
    html`<p class="aside">${stack.account} ${stack.region}</p>`,
    stack.because !== undefined && html`<p><bdi>${stack.because}</bdi></p>`,
    stack.change === 'added' ? contentsOf(stack) : stack.resources.map((resource) => resourceDetails(stack, resource)),
    stack.change !== 'added' && stack.sections.length > 0 && sectionTable(stack.sections),
  ]);

/** Of a new stack everything is new: a list of what it has, and of what it permits. */
const contentsOf = ({ stackName, resources, permissions, network }: StackReview): Html =>
  html`${details({
    summary: counted(resources.length, 'resource'),
    body: table({
      caption: `Resources of ${stackName}`,
      quiet: true,
      columns: [
        { heading: 'Resource', kind: 'wide' },
        { heading: 'Type', kind: 'wide' },
        { heading: 'Effect', kind: 'narrow' },
      ],
      rows: resources.map(({ logicalId, path, type, effect }) => ({
        state: 'change',
        cells: [html`${code(path ?? logicalId)}`, code(type), badge(EFFECTS[effect].tone, EFFECTS[effect].word)],
      })),
      empty: 'No resource.',
    }),
  })}${[
    { name: 'permission', list: permissions },
    { name: 'way through the network', list: network },
  ].map(
    ({ name, list }) =>
      list.length > 0 &&
      details({
        summary: counted(list.length, name, name.replace('permission', 'permissions').replace(/^way/, 'ways')),
        body: accessTable(`${name} of ${stackName}`, list, true),
      }),
  )}`;

const sectionTable = (sections: readonly SectionReview[]): Html =>
  table({
    caption: 'What else the template says',
    columns: [
      { heading: 'Entry', kind: 'wide' },
      { heading: 'Change', kind: 'narrow' },
      { heading: 'Before', kind: 'wide' },
      { heading: 'Now', kind: 'wide' },
    ],
    rows: sections.map(({ section, name, change, before, after }) => ({
      state: 'change',
      cells: [
        code(name === undefined ? section : `${section}.${name}`),
        ENTRY_CHANGES[change],
        value(before),
        value(after),
      ],
    })),
    empty: 'Nothing.',
  });
