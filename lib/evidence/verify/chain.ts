import { sha256 } from '../../ground/sha256';
import type { ReleaseRecord } from '../statement';
import { type Discrepancy, finding, findingUnless } from './finding';

const PLACE = 'predicate.previous';

/** What the record says of the release before it, by itself. */
export const examineNumber = ({ number, previous }: ReleaseRecord): readonly Discrepancy[] => {
  if (previous === null) {
    return findingUnless(number === 1, 'missing', PLACE, `release ${number} must name the one before it`);
  }
  const other = `release ${number} follows ${number - 1}, and it names ${previous.number}`;
  return findingUnless(previous.number === number - 1, 'reordered', PLACE, other);
};

/** The record against the envelope that it says came before it; without a record where nobody signed that one. */
export const examinePrevious = (
  { previous, closedTime }: ReleaseRecord,
  before: { readonly envelope: Buffer; readonly record: ReleaseRecord | undefined },
): readonly Discrepancy[] => {
  if (previous === null)
    return [finding('contradictory', PLACE, 'this is the first release, and one before it was given')];
  const found = sha256(before.envelope);
  const altered = `the statement of the release before is ${found}, and ${previous.sha256} was signed`;
  return [
    ...findingUnless(found === previous.sha256, 'altered', PLACE, altered),
    ...(before.record === undefined ? [] : examineOrder(previous, closedTime, before.record)),
  ];
};

const examineOrder = (
  previous: NonNullable<ReleaseRecord['previous']>,
  closedTime: string,
  before: ReleaseRecord,
): readonly Discrepancy[] => {
  const { number, pipelineExecutionId } = before;
  const named = number === previous.number && pipelineExecutionId === previous.pipelineExecutionId;
  const other = `it names release ${previous.number}, ${previous.pipelineExecutionId}; given was ${number}, ${pipelineExecutionId}`;
  const later = `the release before was closed later, at ${before.closedTime}`;
  const inTime = Date.parse(before.closedTime) <= Date.parse(closedTime);
  return [
    ...findingUnless(named, 'reordered', PLACE, other),
    ...findingUnless(inTime, 'reordered', 'predicate.closedTime', later),
  ];
};
