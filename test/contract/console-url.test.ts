import { expect, test } from '@jest/globals';
import { connectionsUrl } from '../../lib/contract/console-url';

test.each([
  ['eu-west-1', 'https://eu-west-1.console.aws.amazon.com/codesuite/settings/connections?region=eu-west-1'],
  ['cn-north-1', 'https://console.amazonaws.cn/codesuite/settings/connections?region=cn-north-1'],
  ['us-gov-west-1', 'https://console.amazonaws-us-gov.com/codesuite/settings/connections?region=us-gov-west-1'],
])('connections of %s are confirmed in the console of its partition', (region, url) => {
  expect(connectionsUrl(region)).toBe(url);
});
