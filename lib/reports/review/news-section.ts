import type { News, Review, StackReview } from '../../contract/review';
import { badge, type Content, cards, html, jump, nothing, part, type Section, table } from '../kit';
import { newsAddresses, resourceAddress, stackChangeAddress } from './addresses';
import { KINDS, WEIGHTS } from './words';

/** Everything that is new: what may do harm and what wants a look as cards, what has merely changed as a table. */
export const newsSection = (review: Review): Section => {
  const all = newsAddresses(review.news);
  const heavy = all.filter(([, { weight }]) => weight !== 'change');
  const light = all.filter(([, { weight }]) => weight === 'change');
  return {
    id: 'new',
    heading: 'What is new',
    count: all.length,
    lead: since(review),
    body: [
      all.length === 0 && nothing('Nothing: this release changes nothing that is deployed.'),
      heavy.length > 0 &&
        cards(
          heavy.map(([id, news]) => ({
            id,
            tone: WEIGHTS[news.weight].tone,
            state: news.weight,
            kind: badge(WEIGHTS[news.weight].tone, KINDS[news.kind]),
            heading: html`<bdi>${news.title}</bdi>`,
            body: html`<p class="aside">${way(news, review)}</p>`,
          })),
        ),
      light.length > 0 &&
        part(
          'merely-changed',
          'What merely changes',
          table({
            caption: 'What merely changes',
            quiet: true,
            columns: [
              { heading: 'Change', kind: 'wide' },
              { heading: 'Kind', kind: 'narrow' },
              { heading: 'More', kind: 'narrow' },
            ],
            rows: light.map(([id, news]) => ({
              id,
              state: news.weight,
              cells: [html`<bdi>${news.title}</bdi>`, KINDS[news.kind], way(news, review)],
            })),
            empty: 'Nothing.',
          }),
        ),
    ],
  };
};

const since = ({ baseline }: Review): Content =>
  baseline.kind === 'nothing'
    ? html`${baseline.unseen ? 'Nobody could look' : 'First deployment'}: <bdi>${baseline.because}</bdi>.`
    : html`Compared with <bdi>${baseline.label}</bdi>. What may do harm stands first.`;

/** To where a reader sees what exactly it is. */
const way = ({ kind, stackName, logicalId }: News, { stacks }: Review): Content => {
  if (kind.startsWith('finding')) return jump('finding-changes', 'findings');
  if (kind.startsWith('acknowledgement')) return jump('acknowledgement-changes', 'acknowledgements');
  const stack = stacks.find((each) => each.stackName === stackName);
  if (stack === undefined) return undefined;
  return isListed(stack, logicalId)
    ? jump(resourceAddress(stack, { logicalId }), 'what changes')
    : jump(stackChangeAddress(stack), 'the stack');
};

const isListed = ({ change, resources }: StackReview, logicalId: string | undefined): logicalId is string =>
  change === 'changed' && resources.some((resource) => resource.logicalId === logicalId);
