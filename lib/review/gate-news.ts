import type { AcknowledgedFinding } from '../contract/gate-report';
import type { News, NewsKind, Review } from '../contract/review';
import { groupBy } from '../ground/group-by';
import { inShort } from './in-short';
import { canonical } from './json';

/** Findings that came or went. */
export const findingNews = ({ known, new: fresh, gone }: Review['findings']): readonly News[] => [
  ...fresh.map(({ finding, resource, because, wasAcknowledged }) => ({
    kind: 'finding-new' as const,
    weight: 'danger' as const,
    title: `${finding} on ${resource} is ${wasAcknowledged ? 'no longer acknowledged' : known ? 'new' : 'open'}: ${inShort(because)}`,
  })),
  ...gone.map(({ finding, resource }) => ({
    kind: 'finding-gone' as const,
    weight: 'change' as const,
    title: `${finding} on ${resource} is gone`,
  })),
];

/** Decisions to accept findings that were made, changed, given up, or will end. Findings accepted on the same terms are one. */
export const acknowledgementNews = (changes: Review['acknowledgements']): readonly News[] => {
  const { known, added, removed, changed, expiring } = changes;
  return [
    ...decisions('acknowledgement-added', known ? added : [], ({ owner }) => `now acknowledged by ${owner}`),
    ...decisions('acknowledgement-changed', changed, ({ owner }) => `acknowledged on other terms by ${owner}`),
    // An open finding stands among the findings already: it is one thing.
    ...decisions(
      'acknowledgement-removed',
      removed.filter(({ findingIsOpen }) => !findingIsOpen),
      () => 'no longer acknowledged, and no longer found',
    ),
    ...decisions('acknowledgement-expiring', expiring, ({ expires }) => `acknowledged until ${expires}`),
  ];
};

/** What a first deployment accepts, in a number. */
export const acceptedAtFirst = ({ added }: Review['acknowledgements']): readonly News[] =>
  added.length === 0
    ? []
    : [
        {
          kind: 'acknowledgement-added',
          weight: 'attention',
          title: `${added.length} ${added.length === 1 ? 'finding is' : 'findings are'} acknowledged`,
        },
      ];

type Terms = AcknowledgedFinding['acknowledgement'];

const decisions = (
  kind: NewsKind,
  list: readonly AcknowledgedFinding[],
  what: (terms: Terms) => string,
): readonly News[] => {
  const groups = groupBy(list, ({ acknowledgement }) => canonical(acknowledgement));
  return [...groups.values()].map((same) => ({ kind, weight: 'attention', title: titleOf(same, what) }));
};

const titleOf = (same: readonly AcknowledgedFinding[], what: (terms: Terms) => string): string => {
  const [first] = same as readonly [AcknowledgedFinding];
  const { finding, resource, acknowledgement } = first;
  if (same.length === 1) return `${finding} on ${resource} is ${what(acknowledgement)}`;
  const rules = [...new Set(same.map(({ rule }) => rule))].join(', ');
  return `${same.length} findings of ${rules} are ${what(acknowledgement)}: ${acknowledgement.reason}`;
};
