import { describe, expect, test } from '@jest/globals';
import type { Principal, RequestContext } from '../../lib/policy';
import { deliveredTarget, NAMES, OTHER_ACCOUNT, says } from './_helpers/asking';
import type { Resource } from './_helpers/synthesized';

describe.each(NAMES)('in %s', (name) => {
  const { data, account, session, workload } = deliveredTarget(name);

  describe.each(data.all('AWS::EC2::VPCEndpoint').map((endpoint): [string, Resource] => [endpoint.id, endpoint]))(
    'the policy of %s',
    (_, endpoint) => {
      const policy = data.policy(endpoint, 'PolicyDocument');
      const [, prefix = ''] = /\.([a-z0-9]+)$/.exec(String(data.value(endpoint.Properties['ServiceName']))) ?? [];
      const api = prefix === 'monitoring' ? 'cloudwatch' : prefix;
      const hasOurs = !['sts', 'cloudwatch'].includes(api);
      const ours = { 'aws:ResourceAccount': account };
      const ask = (principal: Principal, context: RequestContext, action = `${api}:Anything`) =>
        says([policy], principal, action, '*', context);

      test('ZT-03 lets this account through to what is its own', () => {
        expect(ask(workload, ours)).toBe('allow');
      });

      test("ZT-03 refuses another account's principals, and nobody in particular", () => {
        expect(ask(session('admin', OTHER_ACCOUNT), ours)).toBe('implicit deny');
        expect(ask({ kind: 'anonymous' }, ours)).toBe('implicit deny');
      });

      test("ZT-03 refuses another account's resources where the API has any", () => {
        const expected = hasOurs ? 'implicit deny' : 'allow';
        expect(ask(workload, { 'aws:ResourceAccount': OTHER_ACCOUNT })).toBe(expected);
        expect(ask(workload, {})).toBe(expected);
      });

      test('ZT-03 refuses the actions of other services', () => {
        expect(ask(workload, ours, 'iam:CreateUser')).toBe('implicit deny');
      });
    },
  );
});
