import { isObject } from '../../ground/json';
import { Unresolved } from '../templates/intrinsics';
import type { Resource } from '../templates/target';
import type { Rule } from './rule';

/** ZT-01: nothing of a target sends to, copies to or takes from another account: a stream to a stranger is a path out, too. */
export const nothingLeadsToOtherAccounts: Rule = {
  id: 'ZT-01-NothingLeadsToOtherAccounts',
  requires:
    'No resource but a policy names an account that is not its own, and no topic tells an endpoint on the internet.',
  why: 'A subscription, a destination, a layer or a provider of another account needs no route to carry data out or code in.',
  fix: 'Name resources of the target itself; send through them what has to leave, and have that reviewed.',
  source: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CrossAccountSubscriptions.html',
  hipaa: ['164.308(a)(4)(i)', '164.312(a)(1)', '164.312(e)(1)'],
  appliesTo: 'target',
  check: (target) => target.each(target.resources, flaws),
};

const flaws = ({ stack, type, properties }: Resource): readonly string[] => {
  const foreign = [...new Set(textsIn(properties))].filter((text) => accountIn(text, stack.account) !== undefined);
  const { Protocol: protocol } = properties;
  const tells = type === 'AWS::SNS::Subscription' && /^(https?|firehose|application|sms)$/.test(String(protocol));
  return [
    ...foreign.map((text) => `${text} is of another account`),
    ...(tells ? [`it tells an endpoint of protocol ${String(protocol)}`] : []),
  ];
};

/** Policies, which other rules ask whom they let in and where to. */
const POLICY = /Polic(y|ies)(Document|Text|Name)?$/;

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isObject(value) || value instanceof Unresolved) return [];
  return Object.entries(value).flatMap(([name, nested]) => (POLICY.test(name) ? [] : textsIn(nested)));
};

/** The account that an ARN or a bare account id names and that is not the resource's. */
const accountIn = (text: string, own: string): string | undefined => {
  const [, account] = /^(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::|$)/.exec(text) ?? [];
  return account === own ? undefined : account;
};
