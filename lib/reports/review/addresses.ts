import type { News, ResourceReview, StackReview } from '../../contract/review';
import { anchor } from '../kit';

type StackPlace = Pick<StackReview, 'stackName' | 'account' | 'region'>;

/** Where the changes of a stack stand. */
export const stackChangeAddress = ({ stackName, account, region }: StackPlace): string =>
  anchor('changes-of', stackName, [account, region, stackName]);

/** Where the changes of a resource stand. */
export const resourceAddress = (
  { stackName, account, region }: StackPlace,
  { logicalId }: Pick<ResourceReview, 'logicalId'>,
): string => anchor('change-of', logicalId, [account, region, stackName, logicalId]);

/** Gives news their addresses; of those that are alike in everything, the second ends in `-2`. */
export const newsAddresses = (list: readonly News[]): readonly (readonly [address: string, news: News])[] => {
  const taken = new Map<string, number>();
  return list.map((news) => {
    const { kind, title, stackName, logicalId } = news;
    const address = anchor('news', logicalId ?? kind, [kind, stackName, logicalId, title]);
    const times = (taken.get(address) ?? 0) + 1;
    taken.set(address, times);
    return [times === 1 ? address : `${address}-${times}`, news];
  });
};
