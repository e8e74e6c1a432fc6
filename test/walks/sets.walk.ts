import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { outsiders } from '../../lib/policy/outsiders';
import { GUARDED, INTENDED, keyPolicy, missed, outsider } from '../policy/outsider-worlds';

const POLICIES = 1000;
const REQUESTS = 10_000;

/** `npm test` has a sample of it: `test/policy/outsiders.test.ts`. */
test(`what sets say of ${POLICIES} policies is never narrower than what ${REQUESTS} requests find`, () => {
  const requests = fc.sample(outsider, REQUESTS);
  const found = fc
    .sample(keyPolicy, POLICIES)
    .map((policy) => ({ policy, request: missed(policy, outsiders(policy, GUARDED, INTENDED), requests) }))
    .find(({ request }) => request !== undefined);
  expect(found).toBeUndefined();
});
