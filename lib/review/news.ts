import type { AcknowledgedFinding, AcknowledgementTerms } from '../contract/gate-report';
import { harmOf } from '../contract/harm';
import {
  isBroader,
  type News,
  type NewsKind,
  type Review,
  type SectionReview,
  type StackReview,
  type Weight,
} from '../contract/review';
import { counted } from '../ground/counted';
import { groupBy } from '../ground/group-by';
import { inShort, shortList } from './in-short';
import { canonical } from './json';
import { openToStrangers, reachInWords } from './news-in-words';
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

/** Everything that is new, one entry per thing: the worst first, and of what is alike the environment that comes last in the pipeline. */
export const newsOf = (
  {
    baseline,
    findings,
    acknowledgements,
    stacks,
  }: Pick<Review, 'baseline' | 'findings' | 'acknowledgements' | 'stacks'>,
  lastFirst: readonly string[] = [],
): readonly News[] => {
  const homes = new Map(stacks.flatMap(({ path, environment }) => (path && environment ? [[path, environment]] : [])));
  const all = [
    ...stacks.flatMap(stackNews),
    ...findingNews(findings, homes),
    ...(baseline.kind === 'nothing' ? acceptedAtFirst(acknowledgements) : acknowledgementNews(acknowledgements)),
    ...endingNews(acknowledgements.expiring),
  ];
  const turn = ({ environment }: News): number => {
    const index = environment === undefined ? -1 : lastFirst.indexOf(environment);
    return index < 0 ? lastFirst.length : index;
  };
  return all.toSorted(
    (one, other) => place(one) - place(other) || reach(one) - reach(other) || turn(one) - turn(other),
  );
};

const place = ({ weight, kind }: News): number => WEIGHTS.indexOf(weight) * ORDER.length + ORDER.indexOf(kind);

/** Of what is of one kind, how far it goes: what is lost for certain, or let everybody in or let do everything, is worse. */
const reach = ({ kind, title, plain = '' }: News): number => {
  if (kind === 'data-lost')
    return (
      [/(its data is lost|are deleted with it)$/, /data may be lost$/].findIndex((end) => end.test(plain)) + 1 || 3
    );
  if (kind !== 'permissions-broader' && kind !== 'network-broader') return 0;
  return reachInWords(plain === '' ? title : plain);
};

const stackNews = (stack: StackReview): readonly News[] => {
  const { stackName, account, region, change, because = '', resourceCount, path, environment } = stack;
  const of = { stackName, account, region, ...(environment !== undefined && { environment }) };
  const name = path ?? stackName;
  switch (change) {
    case 'unchanged':
      return [];
    case 'cannot-tell':
      return [
        {
          ...of,
          kind: 'cannot-tell',
          weight: 'danger',
          title: `${name}: cannot tell what changes: ${because}`,
          plain: `what changes in stack ${stackName} cannot be told`,
        },
      ];
    case 'removed':
      return [{ ...of, kind: 'stack-removed', weight: 'attention', ...leftBehind(name, stackName, because) }];
    case 'added': {
      const granted = stack.permissions.filter(isBroader).length;
      const what = `is new: ${counted(resourceCount, 'resource')}, ${counted(granted, 'permission')}`;
      const words = { title: `${name} ${what}`, plain: `stack ${stackName} ${what}` };
      return [{ ...of, kind: 'stack-added', weight: 'attention', ...words }, ...strangersIn(stack, of, name)];
    }
    case 'changed':
      return [
        ...resourceNews(stack).map((news) => ({ ...news, ...of })),
        ...stack.sections.map((section) => sectionNews(section, of, name)),
      ];
    default:
      return change satisfies never;
  }
};

/** In a new stack everything is new; what is open to strangers is told by itself. */
const strangersIn = (
  { permissions, network }: StackReview,
  of: Pick<News, 'stackName' | 'account' | 'region' | 'environment'>,
  name: string,
): readonly News[] => {
  const [allowed, opened] = [openToStrangers(permissions), openToStrangers(network)];
  const [first, ...others] = [...new Set([...allowed, ...opened].flatMap(({ says }) => says ?? []))];
  if (first === undefined) return [];
  const plain = `${first}${others.length > 0 ? ` (and ${others.length} more)` : ''}`;
  const kind = allowed.length > 0 ? 'permissions-broader' : 'network-broader';
  return [{ ...of, kind, weight: 'danger', title: `${name} is open: ${plain}`, plain }];
};

const leftBehind = (name: string, stackName: string, because: string): Pick<News, 'title' | 'plain'> => ({
  title: `${name}: ${because}`,
  plain: stackName.includes('/')
    ? `nested stack ${stackName} is deleted with what is in it`
    : `stack ${stackName} is in the release no more: it stays until a person deletes it`,
});

/** Sections that decide what the resources become. */
const DECIDING = /^(Parameters|Conditions|Mappings|Transform)$/;

const sectionNews = (
  { section, name, change }: SectionReview,
  of: Pick<News, 'stackName' | 'account' | 'region' | 'environment'>,
  stack: string,
): News => ({
  ...of,
  kind: 'section-changed',
  weight: section === 'Transform' || (DECIDING.test(section) && change !== 'added') ? 'attention' : 'change',
  title: `${section}${name === undefined ? '' : ` ${name}`} of ${stack} is ${change}`,
});

/** Findings that came or went. */
const findingNews = (
  { known, new: fresh, gone }: Review['findings'],
  homes: ReadonlyMap<string, string>,
): readonly News[] => [
  ...fresh
    .toSorted((one, other) => harmOf(one).rank - harmOf(other).rank)
    .map(({ finding, resource, because, wasAcknowledged, stack = '' }) => ({
      ...placeIn(homes, stack),
      kind: 'finding-new' as const,
      weight: 'danger' as const,
      title: `${finding} on ${resource} is ${wasAcknowledged ? 'no longer acknowledged' : known ? 'new' : 'open'}: ${inShort(because)}`,
    })),
  ...gone.map(({ finding, resource, stack = '' }) => ({
    ...placeIn(homes, stack),
    kind: 'finding-gone' as const,
    weight: 'change' as const,
    title: `${finding} on ${resource} is gone`,
  })),
];

const placeIn = (homes: ReadonlyMap<string, string>, stack: string): Pick<News, 'environment'> => {
  const environment = homes.get(stack);
  return environment === undefined ? {} : { environment };
};

/** Decisions to accept findings that were made, changed or given up. Findings accepted on the same terms are one. */
const acknowledgementNews = (changes: Review['acknowledgements']): readonly News[] => {
  const { known, added, removed, changed } = changes;
  return [
    ...decisions('acknowledgement-added', known ? added : [], ({ owner }) => `now acknowledged by ${owner}`),
    ...decisions('acknowledgement-changed', changed, ({ owner }) => `acknowledged on other terms by ${owner}`),
    // An open finding stands among the findings already: it is one thing.
    ...decisions(
      'acknowledgement-removed',
      removed.filter(({ findingIsOpen }) => !findingIsOpen),
      () => 'no longer acknowledged, and no longer found',
    ),
  ];
};

/** Decisions that end soon, or have ended and count for some days only. A first deployment has them, too. */
const endingNews = (expiring: Review['acknowledgements']['expiring']): readonly News[] => [
  ...decisions(
    'acknowledgement-expiring',
    expiring.filter(({ days }) => days < 0),
    ({ expires, owner }) => {
      const from = expiring.find(({ acknowledgement }) => acknowledgement.expires === expires)?.refusedFrom;
      return `acknowledged until ${expires}, which is over: ${owner} has to review it${from === undefined ? '' : `, from ${from} it stops every release`}`;
    },
  ),
  ...decisions(
    'acknowledgement-expiring',
    expiring.filter(({ days }) => days >= 0),
    ({ expires }) => `acknowledged until ${expires}`,
  ),
];

/** What a first deployment accepts, in a number. */
const acceptedAtFirst = ({ added }: Review['acknowledgements']): readonly News[] =>
  added.length === 0
    ? []
    : [
        {
          kind: 'acknowledgement-added',
          weight: 'attention',
          title: `${added.length} ${added.length === 1 ? 'finding is' : 'findings are'} acknowledged`,
        },
      ];

const decisions = (
  kind: NewsKind,
  list: readonly AcknowledgedFinding[],
  what: (terms: AcknowledgementTerms) => string,
): readonly News[] => {
  const groups = groupBy(list, ({ acknowledgement }) => canonical(acknowledgement));
  return [...groups.values()].map((same) => ({
    kind,
    weight: 'attention',
    title: titleOf(same, what),
    plain: plainly(same, what),
  }));
};

/** With the reason: it is what is decided about. */
const plainly = (same: readonly AcknowledgedFinding[], what: (terms: AcknowledgementTerms) => string): string => {
  const [{ acknowledgement, resource, stack = '' }] = same as readonly [AcknowledgedFinding];
  const place = resource.replace(`${stack}/`, '').replace(/\/Resource$/, '');
  const on = same.length === 1 ? ` on ${place} is` : ' are';
  return `${rulesOf(same)}${on} ${what(acknowledgement)}: ${inShort(acknowledgement.reason)}`;
};

/** `AwsSolutions-S1`, `3 findings of AwsSolutions-S1, AwsSolutions-IAM5`. */
const rulesOf = (same: readonly AcknowledgedFinding[]): string => {
  const rules = [...new Set(same.map(({ rule }) => rule))];
  return `${same.length === 1 ? '' : `${same.length} findings of `}${shortList(rules)}`;
};

const titleOf = (same: readonly AcknowledgedFinding[], what: (terms: AcknowledgementTerms) => string): string => {
  const [first] = same as readonly [AcknowledgedFinding];
  const { finding, resource, acknowledgement } = first;
  if (same.length === 1) return `${finding} on ${resource} is ${what(acknowledgement)}`;
  const rules = [...new Set(same.map(({ rule }) => rule))].join(', ');
  return `${same.length} findings of ${rules} are ${what(acknowledgement)}: ${acknowledgement.reason}`;
};
