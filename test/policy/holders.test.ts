import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluate, mayEver, type PolicyDocument, type Request } from '../../lib/policy';
import type { Use } from '../../lib/policy/holders';

const ACCOUNT = '222222222222';
const HOLDER = { kind: 'aws', account: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:role/holder` } as const;
const KEYS = ['1', '2'].map((id) => `arn:aws:kms:us-east-1:${ACCOUNT}:key/${id}`);
const [KEY = ''] = KEYS;
const ACTIONS = ['kms:Decrypt', 'kms:Encrypt', 's3:GetObject'];
const VIA = 's3.us-east-1.amazonaws.com';

const some = <T>(...from: readonly T[]): fc.Arbitrary<T | T[]> =>
  fc.oneof(fc.constantFrom(...from), fc.array(fc.constantFrom(...from), { minLength: 1, maxLength: 2 }));

const VALUES: Readonly<Record<string, readonly string[]>> = {
  'kms:ViaService': [VIA, 'sqs.us-east-1.amazonaws.com', '*'],
  'aws:SourceVpc': ['vpc-1', 'vpc-2', '${aws:SourceVpc}'],
  'aws:PrincipalTag/team': ['a', 'b'],
  'aws:ViaAWSService': ['true', 'false'],
};
const OPERATORS = ['StringEquals', 'StringNotEquals', 'StringLike', 'Bool', 'StringEqualsIgnoreCase'];
const entry = fc
  .tuple(
    fc.constantFrom(...OPERATORS, ...OPERATORS.map((each) => `${each}IfExists`), 'ForAllValues:StringEquals', 'Null'),
    fc.constantFrom(...Object.entries(VALUES)),
    fc.nat(2),
  )
  .map(([operator, [key, values], at]) => {
    const value = operator === 'Null' ? String(at === 0) : values[at % values.length];
    return { [operator]: { [key]: value } };
  });
const statement = fc
  .tuple(
    fc.constantFrom('Allow', 'Allow', 'Deny'),
    fc.oneof(
      { weight: 4, arbitrary: some(...ACTIONS, 'kms:*', '*', 'kms:D*').map((Action) => ({ Action })) },
      some(...ACTIONS).map((NotAction) => ({ NotAction })),
    ),
    fc.oneof(
      { weight: 4, arbitrary: some(...KEYS, '*', 'arn:aws:kms:*:*:key/*').map((Resource) => ({ Resource })) },
      some(...KEYS).map((NotResource) => ({ NotResource })),
    ),
    fc.oneof(fc.constant({}), entry),
  )
  .map(([Effect, what, where, Condition]) => ({ Effect, ...what, ...where, Condition }));
const policy: fc.Arbitrary<PolicyDocument> = fc.record({
  Version: fc.constantFrom('2012-10-17', '2008-10-17'),
  Statement: fc.array(statement, { minLength: 1, maxLength: 4 }),
});
const request: fc.Arbitrary<Request> = fc
  .tuple(
    fc.constantFrom(...ACTIONS),
    fc.constantFrom(...KEYS),
    fc.record(
      {
        'kms:ViaService': fc.constantFrom(VIA),
        'aws:SourceVpc': fc.constantFrom('vpc-1', 'vpc-2'),
        'aws:PrincipalTag/team': fc.constantFrom('a', 'b'),
        'aws:ViaAWSService': fc.constantFrom('true', 'false'),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([action, resource, context]) => ({ principal: HOLDER, action, resource, context }));

type May = typeof mayEver;

/** All that may be asked about a request. */
const usesOf = ({ action, resource, context }: Request): readonly Use[] => [
  { action },
  { action, resource },
  ...(context['kms:ViaService'] === undefined
    ? [{ action, resource, facts: { 'kms:ViaService': { is: 'absent' } } } as const]
    : [{ action, resource, facts: { 'KMS:viaservice': { is: 'equal', to: VIA } } } as const]),
];

/** A request that the evaluator lets through and that an answer denies. */
const missed = (may: May, runs: number) =>
  fc.check(
    fc.property(policy, fc.array(request, { minLength: 20, maxLength: 20 }), (document, requests) =>
      requests.every(
        (each) => evaluate([document], each).effect !== 'allow' || usesOf(each).every((use) => may([document], use)),
      ),
    ),
    { numRuns: runs },
  );

describe('what holders may ever do', () => {
  test('is never less than what they may in some request', () => {
    expect(missed(mayEver, 600).counterexample).toBeNull();
  });

  test.each<[string, May]>([
    [
      'a Deny under a condition refuses always',
      (policies, use) =>
        mayEver(
          policies.map((each) => ({
            ...each,
            Statement: (each['Statement'] as readonly object[]).map((one) =>
              'Effect' in one && one.Effect === 'Deny' ? { ...one, Condition: {} } : one,
            ),
          })),
          use,
        ),
    ],
    ['what hangs on a condition is not there', (policies, use) => mayEver(policies.map(unconditional), use)],
  ])('would be less where %s', (_, shortcut) => {
    expect(missed(shortcut, 600).failed).toBe(true);
  });
});

/** A policy without the statements that have a condition. */
const unconditional = (document: PolicyDocument): PolicyDocument => ({
  ...document,
  Statement: (document['Statement'] as readonly { readonly Condition: object }[]).filter(
    ({ Condition: condition }) => Object.keys(condition).length === 0,
  ),
});

const allow = (more: object = {}): object => ({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', ...more });
const deny = (more: object = {}): object => ({ ...allow(more), Effect: 'Deny' });
const may = (...statements: readonly unknown[]) =>
  mayEver([{ Version: '2012-10-17', Statement: statements }], {
    action: 'kms:Decrypt',
    resource: KEY,
    facts: { 'kms:ViaService': { is: 'absent' } },
  });
const via = (operator: string, value: unknown = VIA) => ({ Condition: { [operator]: { 'kms:ViaService': value } } });

describe('a key by itself', () => {
  test.each<[string, readonly unknown[]]>([
    ['without a condition', [allow()]],
    ['under what its holder can choose', [allow({ Condition: { StringEquals: { 'aws:PrincipalTag/team': 'a' } } })]],
    ['for what holds without the service', [allow(via('StringEqualsIfExists'))]],
    ['for what the deployment fills in', [allow(via('StringEquals', '{{resolve:ssm:/x}}'))]],
    ['under a condition that nobody can read', [allow({ Condition: 'x' })]],
    ['by a Deny with an exception', [allow(), deny({ Condition: { Null: { 'aws:SourceVpc': 'true' } } })]],
    ['by a Deny of another key', [allow(), deny({ Resource: KEYS[1] })]],
    ['by a Deny of all but something', [allow(), { ...deny(), Action: undefined, NotAction: 's3:*' }]],
    ['by a statement that is none', ['x']],
  ])('may be used %s', (_, statements) => {
    expect(may(...statements)).toBe(true);
  });

  test.each<[string, readonly unknown[]]>([
    ['by nobody', []],
    ['only through a service', [allow(via('StringEquals'))]],
    ['another one', [allow({ Resource: KEYS[1] })]],
    ['but this', [{ ...allow(), Resource: undefined, NotResource: KEY }]],
    ['against a Deny', [allow(), deny()]],
    [
      'against a Deny to whoever comes without a service',
      [allow(), deny({ Condition: { Null: { 'kms:ViaService': 'true' } } })],
    ],
  ])('may not be used %s', (_, statements) => {
    expect(may(...statements)).toBe(false);
  });
});
