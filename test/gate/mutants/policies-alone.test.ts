import { describe, expect, test } from '@jest/globals';
import { judgeTemplates, RULES } from '../../../lib/gate/rules';
import { OTHER_POLICIES } from '../../../lib/gate/rules/policies-let-nobody-else-in';
import { Workbench } from './mutant';
import { beside, describeOutsiders, document, type SaidBy, SOMEBODY, type Where } from './outsiders';

/** Policies and permissions that need nothing beside them: a template of their own, and no synthesis. */

/** What a rule says of a template that has only what a change adds. */
const saidBy: SaidBy = (id, change) => {
  const [account, region] = ['222222222222', 'us-east-1'];
  const stack = { path: 'x/Data', templateFile: '/x/data.json', account, region, template: { Resources: {} } };
  const bench = new Workbench([stack]);
  change(bench);
  const target = { name: 'x', kind: 'target', stacks: bench.stacks } as const;
  const rules = RULES.filter((rule) => rule.id === id);
  return judgeTemplates([target], rules, [target]).map(({ because }) => because);
};

/** Every other type of policy that is judged, standing for itself. */
const PLACES: Readonly<Record<string, Where>> = {
  'a policy of log groups that is a text': {
    rule: 'ZT-09-PoliciesLetNobodyElseIn',
    action: 'logs:PutLogEvents',
    services: true,
    put: (bench, statements) =>
      bench.add('Beside', 'AWS::Logs::ResourcePolicy', { PolicyDocument: JSON.stringify(document(...statements)) }),
  },
  ...Object.fromEntries(
    Object.entries(OTHER_POLICIES).map(([type, { at = '' }]): [string, Where] => {
      const policyIn = (path: readonly string[], policy: unknown): Record<string, unknown> => {
        const [name = '', ...rest] = path;
        return { [name]: rest.length === 0 ? policy : policyIn(rest, policy) };
      };
      const where = {
        rule: 'ZT-09-PoliciesLetNobodyElseIn',
        action: 'x:Use',
        services: true,
      };
      return at === ''
        ? [type, { ...where, alone: true, put: beside(type, (statement) => ({ Statement: statement })) }]
        : [
            type,
            {
              ...where,
              put: (bench, statements) => bench.add('Beside', type, policyIn(at.split('.'), document(...statements))),
            },
          ];
    }),
  ),
};

/** Whom a permission names, none of whom is meant without a bond. */
const PRINCIPALS: Readonly<Record<string, unknown>> = {
  everybody: '*',
  'another account': SOMEBODY,
  "another account's root": `arn:aws:iam::${SOMEBODY}:root`,
  'a role of another account': `arn:aws:iam::${SOMEBODY}:role/own`,
  'a service': 's3.amazonaws.com',
  Alexa: 'alexa-appkit.amazon.com',
  'whom only the deployment knows': { Ref: 'OwnAccountParameter' },
  'what only the deployment resolves': '{{resolve:ssm:/own/account}}',
};

/** What a permission may ask of them, none of which keeps anybody out. */
const BONDS: Readonly<Record<string, Record<string, unknown>>> = {
  nothing: {},
  'a bucket of anybody': { SourceArn: 'arn:aws:s3:::inbox' },
  "another account's rule": { SourceArn: `arn:aws:events:us-east-1:${SOMEBODY}:rule/own` },
  'rules of every account': { SourceArn: 'arn:aws:events:us-east-1:*:rule/own' },
  'a name with our account in it': { SourceArn: 'arn:aws:s3:::*:222222222222:*' },
  'an ARN that only the deployment knows': { SourceArn: { 'Fn::ImportValue': 'rule' } },
  'another account': { SourceAccount: SOMEBODY },
  'an account that only the deployment knows': { SourceAccount: { Ref: 'OwnAccountParameter' } },
  'an organization': { PrincipalOrgID: 'o-somebody' },
  'a token': { EventSourceToken: 'secret' },
  'a URL for everybody': { FunctionUrlAuthType: 'NONE' },
  'a URL': { InvokedViaFunctionUrl: true },
};

describeOutsiders(saidBy, PLACES);

describe('a permission to invoke a function', () => {
  const said = (properties: Record<string, unknown>) =>
    saidBy('ZT-09-FunctionsInvokedByOwn', (bench) =>
      bench.add('Beside', 'AWS::Lambda::Permission', { Action: 'lambda:InvokeFunction', ...properties }),
    );
  const forms = Object.entries(PRINCIPALS).flatMap(([who, principal]) =>
    Object.entries(BONDS).map(([bond, properties]) => [who, bond, { Principal: principal, ...properties }] as const),
  );

  test.each(forms)('is open to %s with %s', (_who, _bond, properties) => {
    expect(said(properties)).not.toEqual([]);
  });

  test.each<[string, Record<string, unknown>]>([
    ['the account', { Principal: '222222222222' }],
    ['a role of the account', { Principal: 'arn:aws:iam::222222222222:role/own' }],
    ['a service for the account', { Principal: 's3.amazonaws.com', SourceAccount: '222222222222' }],
    [
      'a bucket of the account',
      { Principal: 's3.amazonaws.com', SourceAccount: '222222222222', SourceArn: 'arn:aws:s3:::inbox' },
    ],
    [
      'rules of the account',
      { Principal: 'events.amazonaws.com', SourceArn: 'arn:aws:events:us-east-1:222222222222:rule/own-*' },
    ],
  ])('is not open to %s', (_what, properties) => {
    expect(said(properties)).toEqual([]);
  });

  test.each<[string, Record<string, unknown>]>([
    ['an organization', { PrincipalOrgID: 'o-own' }],
    ['a token', { EventSourceToken: 'secret' }],
    ['a URL', { InvokedViaFunctionUrl: true }],
  ])('keeps the service out that it is for, when it asks for %s', (_what, properties) => {
    const own = { Principal: 's3.amazonaws.com', SourceAccount: '222222222222', SourceArn: 'arn:aws:s3:::inbox' };
    expect(said({ ...own, ...properties }).join()).toContain('it does not let s3.amazonaws.com in');
  });

  test.each<[string, Record<string, unknown>]>([
    ['another action', { Principal: '222222222222', Action: 'lambda:*' }],
    ['a URL', { Principal: '222222222222', FunctionUrlAuthType: 'AWS_IAM' }],
  ])('names nothing but invoking: not %s', (_what, properties) => {
    expect(said(properties)).not.toEqual([]);
  });

  test('to use a layer keeps to the account, too', () => {
    const layer = (properties: Record<string, unknown>) =>
      saidBy('ZT-09-FunctionsInvokedByOwn', (bench) =>
        bench.add('Beside', 'AWS::Lambda::LayerVersionPermission', {
          Action: 'lambda:GetLayerVersion',
          ...properties,
        }),
      );
    expect(layer({ Principal: '222222222222' })).toEqual([]);
    expect(layer({ Principal: SOMEBODY }).join()).toContain(`everybody of account ${SOMEBODY}`);
    expect(layer({ Principal: '*', OrganizationId: 'o-somebody' }).join()).toContain('o-somebody');
  });
});
