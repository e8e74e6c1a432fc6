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

/** Where a thing stands that is new. */
export const newsAddress = ({ kind, title, stackName, logicalId }: News): string =>
  anchor('news', logicalId ?? kind, [kind, stackName, logicalId, title]);
