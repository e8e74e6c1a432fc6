import { letsService, pathsOf } from '../../policy';
import { outsidersIn, policyAt } from '../templates/asking';
import { shown } from '../templates/intrinsics';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-09: a function is invoked by services acting for this account. */
export const functionsInvokedByOwn: Rule = {
  id: 'ZT-09-FunctionsInvokedByOwn',
  requires: 'A permission to invoke a function names one service and the account or resource it acts for.',
  why: "Without it anybody's bucket can invoke the function through S3: the service is the same for everyone.",
  fix: 'Give the permission SourceAccount, and SourceArn where the source has one.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html',
  hipaa: ['164.312(a)(1)'],
  appliesTo: 'any',
  check: (target) => target.each(target.of('AWS::Lambda::Permission', 'AWS::Lambda::LayerVersionPermission'), flaws),
};

const flaws = (permission: Resource, target: Target): readonly string[] => {
  const { properties, type } = permission;
  const { Principal: principal, SourceArn: source, FunctionUrlAuthType: url, Action: action } = properties;
  const isFunctions = type === 'AWS::Lambda::Permission';
  const policy = policyAt({ Version: '2012-10-17', Statement: [statementOf(properties)] });
  const guarded = { ...permission, type: isFunctions ? 'AWS::Lambda::Function' : 'AWS::Lambda::LayerVersion' };
  return [
    ...outsidersIn(policy, guarded, target).map((who) => `it lets ${who}`),
    ...(isService(principal) ? forNobody(permission) : ofOthers(permission)),
    ...(action === INVOKE || !isFunctions ? [] : [`Action is ${shown(action)}`]),
    ...(url === undefined ? [] : [`FunctionUrlAuthType is ${shown(url)}`]),
    ...(isService(principal) && typeof source === 'string' ? keptOut(permission, principal, source) : []),
  ];
};

/** A service comes for somebody, and who that may be the permission has to say. */
const forNobody = ({ properties: { SourceArn: source, SourceAccount: account } }: Resource): readonly string[] =>
  source === undefined && account === undefined ? ['it does not say for whose resource the service may come'] : [];

/** Whoever comes himself is of the account, also where conditions keep others out today. */
const ofOthers = ({ properties: { Principal: principal }, stack: { account } }: Resource): readonly string[] => {
  const isOwn = typeof principal === 'string' && new RegExp(`^(arn:[^:]+:(iam|sts)::)?${account}(:|$)`).test(principal);
  return isOwn ? [] : [`Principal is ${shown(principal)}`];
};

const INVOKE = 'lambda:InvokeFunction';

const isService = (principal: unknown): principal is string =>
  typeof principal === 'string' && /^[a-z0-9.-]+\.amazon(aws)?\.com(\.cn)?$/i.test(principal);

/**
 * What each property of a permission becomes in the condition of the function's policy. Policies are seen with `ArnLike`; the
 * reference says `StringLike`, whose wildcards reach further.
 */
const CONDITIONS: Readonly<Record<string, readonly [operator: string, key: string]>> = {
  SourceArn: ['StringLike', 'aws:SourceArn'],
  SourceAccount: ['StringEquals', 'aws:SourceAccount'],
  PrincipalOrgID: ['StringEquals', 'aws:PrincipalOrgID'],
  OrganizationId: ['StringEquals', 'aws:PrincipalOrgID'],
  FunctionUrlAuthType: ['StringEquals', 'lambda:FunctionUrlAuthType'],
  EventSourceToken: ['StringEquals', 'lambda:EventSourceToken'],
  InvokedViaFunctionUrl: ['Bool', 'lambda:InvokedViaFunctionUrl'],
};

/**
 * The statement that Lambda makes of a permission.
 * Source: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html, https://docs.aws.amazon.com/lambda/latest/dg/permissions-function-services.html
 */
const statementOf = ({ Principal: principal, Action: action, ...properties }: Resource['properties']) => {
  const condition: Record<string, Record<string, unknown>> = {};
  for (const [name, [operator, key]] of Object.entries(CONDITIONS)) {
    if (properties[name] !== undefined) condition[operator] = { ...condition[operator], [key]: properties[name] };
  }
  return {
    Effect: 'Allow',
    Principal: isService(principal) ? { Service: principal } : { AWS: principal },
    Action: action,
    Resource: '*',
    Condition: condition,
  };
};

/** A service that sends not what the permission demands never invokes the function, and nobody hears of it. */
const keptOut = ({ properties, stack }: Resource, service: string, source: string): readonly string[] => {
  const policy = policyAt({ Version: '2012-10-17', Statement: [statementOf({ ...properties, Action: INVOKE })] });
  const on = { account: stack.account, region: stack.region, source: source.replaceAll('*', 'any') };
  return pathsOf(service, INVOKE, 'AWS::Lambda::Function').flatMap((path) => {
    const answer = letsService([policy], path, '*', on);
    return answer.is === 'yes' ? [] : [`it does not let ${service} in: ${answer.because}`];
  });
};
