import type { News, Review, StackReview } from '../../contract/review';
import {
  badge,
  type Card,
  type Content,
  cards,
  code,
  diff,
  html,
  jump,
  type Numbered,
  nothing,
  numbered,
  part,
  type Section,
  table,
} from '../kit';
import { newsAddress, resourceAddress, stackChangeAddress } from './addresses';
import { changeLines, reviewedStackOf } from './change-lines';
import { type Folded, folded } from './folded';
import { newsInWords } from './headline';
import { KINDS, WEIGHTS } from './words';

/** Everything that is new, the worst first: what may do harm and what wants a look as cards, what has merely changed as a table. */
export const newsSection = (review: Review): Section => {
  const all = numbered(folded(review), ({ first }) => newsAddress(first));
  const heavy = all.filter(({ thing }) => thing.first.weight !== 'change');
  const light = all.filter(({ thing }) => thing.first.weight === 'change');
  return {
    id: 'new',
    heading: 'What is new',
    count: all.length,
    body: [
      all.length === 0 && nothing('Nothing: this release changes nothing that is deployed.'),
      heavy.length > 0 && cards(heavy.map((each) => newsCard(each, review))),
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
              { heading: 'Where', kind: 'narrow' },
            ],
            rows: light.map(({ thing, address }) => ({
              id: address,
              state: thing.first.weight,
              cells: [
                html`<bdi>${newsInWords(thing)}</bdi>${thing.first.plain !== undefined && html`<br><span class="aside"><bdi>${thing.first.title}</bdi></span>`}`,
                KINDS[thing.first.kind],
                ways(thing, review),
              ],
            })),
            empty: 'Nothing.',
          }),
        ),
    ],
  };
};

const newsCard = ({ thing, address }: Numbered<Folded>, review: Review): Card => {
  const { first } = thing;
  const { tone } = WEIGHTS[first.weight];
  const lines = changeLines(first, review);
  return {
    id: address,
    tone,
    state: first.weight,
    kind: badge(tone, KINDS[first.kind]),
    heading: html`<bdi>${newsInWords(thing)}</bdi>`,
    body: [
      lines.length > 0 && diff(lines),
      html`<p class="aside">${first.plain !== undefined && html`<bdi>${first.title}</bdi><br>`}${ways(thing, review)}</p>`,
    ],
  };
};

/** To where a reader sees what exactly it is, in each environment that has it. */
const ways = ({ all, environments }: Folded, review: Review): Content => {
  if (all.length < 2) return way(all[0] as News, review, 'what changes');
  const word = (news: News): string => {
    const environment = news.environment ?? environments[0] ?? 'the pipeline';
    const isOne = all.filter((each) => each.environment === news.environment).length === 1;
    return isOne ? environment : `${environment} in ${news.account} ${news.region}`;
  };
  return html`The same in ${all.map((news, index) => html`${index > 0 && ', '}${way(news, review, word(news)) ?? word(news)}`)}`;
};

const way = (news: News, review: Review, word: string): Content => {
  const { kind, logicalId } = news;
  if (kind.startsWith('finding')) return jump('finding-changes', 'findings');
  if (kind.startsWith('acknowledgement')) return jump('acknowledgement-changes', 'acknowledgements');
  const stack = reviewedStackOf(news, review);
  if (stack === undefined) return undefined;
  return isListed(stack, logicalId)
    ? jump(resourceAddress(stack, { logicalId }), word)
    : jump(stackChangeAddress(stack), word === 'what changes' ? html`stack ${code(stack.stackName)}` : word);
};

const isListed = ({ change, resources }: StackReview, logicalId: string | undefined): logicalId is string =>
  change === 'changed' && resources.some((resource) => resource.logicalId === logicalId);
