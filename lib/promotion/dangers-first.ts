import type { DeliveryTarget } from '../contract/delivery-target';
import type { Review } from '../contract/review';
import { dangersIn, newsSentence } from '../contract/review-news';
import { counted } from '../ground/counted';
import { cutInMiddle } from '../ground/cut-in-middle';
import { printableLine } from '../ground/printable';

/** What is new in one target. */
export type Located = Review['news'][number] & { readonly place: DeliveryTarget };

/** A longer sentence would leave no room for the counts. */
const LONGEST_DANGER = 160;

/** The worst of all targets in words, and how many more there are: whoever is asked in the console may see no more than this. */
export const dangersFirst = (news: readonly Located[], areSeveral: boolean): string => {
  const [worst, ...others] = dangersIn(news);
  if (worst === undefined) return '';
  const { place, environment = place.environment } = worst;
  const said = newsSentence(worst, environment, areSeveral ? `${place.account}/${place.region}` : undefined);
  const more = others.length === 0 ? '' : ` (and ${counted(others.length, 'more danger')})`;
  // What a template says must not read as a variable of CodePipeline.
  return `DANGER: ${cutInMiddle(printableLine(said).replaceAll('#{', '# {'), LONGEST_DANGER)}${more}; `;
};
