import {
  isBroader,
  type News,
  type NewsKind,
  type Review,
  type SectionReview,
  type StackReview,
  type Weight,
} from '../contract/review';
import { acceptedAtFirst, acknowledgementNews, findingNews } from './gate-news';
import { resourceNews } from './resource-news';

/** Kinds in the order a person decides from; within a weight, the earlier stands first. */
const ORDER: readonly NewsKind[] = [
  ...(['data-lost', 'data-less-protected', 'permissions-broader', 'network-broader', 'cannot-tell'] as const),
  ...(['finding-new', 'acknowledgement-added', 'acknowledgement-changed', 'acknowledgement-removed'] as const),
  ...(['acknowledgement-expiring', 'stack-added', 'stack-removed', 'resource-removed', 'resource-replaced'] as const),
  ...(['resource-added', 'resource-changed', 'section-changed', 'code-changed', 'permissions-narrower'] as const),
  ...(['network-narrower', 'finding-gone'] as const),
];

const WEIGHTS: readonly Weight[] = ['danger', 'attention', 'change'];

/** Everything that is new, one entry per thing. */
export const newsOf = ({
  baseline,
  findings,
  acknowledgements,
  stacks,
}: Pick<Review, 'baseline' | 'findings' | 'acknowledgements' | 'stacks'>): readonly News[] => {
  const all = [
    ...stacks.flatMap(stackNews),
    ...findingNews(findings),
    ...(baseline.kind === 'nothing' ? acceptedAtFirst(acknowledgements) : acknowledgementNews(acknowledgements)),
  ];
  return all.toSorted((one, other) => place(one) - place(other));
};

const place = ({ weight, kind }: News): number => WEIGHTS.indexOf(weight) * ORDER.length + ORDER.indexOf(kind);

const stackNews = (stack: StackReview): readonly News[] => {
  const { stackName, change, because = '', resourceCount, path } = stack;
  const of = { stackName: stackName };
  const name = path ?? stackName;
  switch (change) {
    case 'unchanged':
      return [];
    case 'cannot-tell':
      return [{ ...of, kind: 'cannot-tell', weight: 'danger', title: `${name}: cannot tell what changes: ${because}` }];
    case 'removed':
      return [{ ...of, kind: 'stack-removed', weight: 'attention', title: `${name}: ${because}` }];
    case 'added': {
      const granted = stack.permissions.filter(isBroader).length;
      const title = `${name} is new: ${resourceCount} resources, ${granted} permissions`;
      return [{ ...of, kind: 'stack-added', weight: 'attention', title }];
    }
    case 'changed':
      return [...resourceNews(stack), ...stack.sections.map((section) => sectionNews(section, of, name))];
    default:
      return change satisfies never;
  }
};

/** Sections that decide what the resources become. */
const DECIDING = /^(Parameters|Conditions|Mappings|Transform)$/;

const sectionNews = (
  { section, name, change }: SectionReview,
  of: { readonly stackName: string },
  stack: string,
): News => ({
  ...of,
  kind: 'section-changed',
  weight: DECIDING.test(section) && change !== 'added' ? 'attention' : 'change',
  title: `${section}${name === undefined ? '' : ` ${name}`} of ${stack} is ${change}`,
});
