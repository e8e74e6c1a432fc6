import { expect, test } from '@jest/globals';
import { review } from '../../lib/review/review';
import { acknowledged, earlier, releaseOf, stack, TODAY } from './_fixtures/releases';

const STACKS = [stack({ Queue: { Type: 'AWS::SQS::Queue' } })];

const said = (...[before, after]: readonly Parameters<typeof releaseOf>[1][]) =>
  review(earlier(STACKS, before), releaseOf(STACKS, after), { today: TODAY });

test('acknowledgements of a resource that has another name now are moved, and there is nothing to decide about', () => {
  const named = (resource: string, rest = {}) =>
    acknowledged({ resource: `Delivery/dev/Data/${resource}/Resource`, ...rest });
  const { news, acknowledgements } = said(
    { acknowledged: [named('A'), named('B')] },
    { acknowledged: [named('C'), named('B')] },
  );
  expect(news).toEqual([]);
  expect(acknowledgements).toMatchObject({
    added: [],
    removed: [],
    moved: [{ wasOn: named('A').resource, resource: named('C').resource }],
  });
  const elsewhere = said(
    { acknowledged: [named('A')] },
    { acknowledged: [named('C', { stack: 'Delivery/dev/Other' })] },
  );
  expect(elsewhere.acknowledgements).not.toHaveProperty('moved');
  const otherTerms = { acknowledgement: { ...acknowledged().acknowledgement, owner: 'others' } };
  expect(said({ acknowledged: [named('A')] }, { acknowledged: [named('C', otherTerms)] }).news).toHaveLength(2);
});
