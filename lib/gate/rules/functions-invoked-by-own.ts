import { letsService, pathsOf } from '../../policy';
import { policyAt } from '../templates/asking';
import { shown } from '../templates/intrinsics';
import type { Resource } from '../templates/target';
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

const flaws = ({ properties, stack, type }: Resource): readonly string[] => {
  const {
    Principal: principal,
    SourceAccount: account,
    SourceArn: source,
    FunctionUrlAuthType: url,
    Action: action,
  } = properties;
  const isService = typeof principal === 'string' && /^[a-z0-9.-]+\.amazonaws\.com$/.test(principal);
  const owner = account ?? (typeof source === 'string' ? source.split(':')[4] : source);
  return [
    ...(isService || principal === stack.account ? [] : [`Principal is ${shown(principal)}`]),
    ...(principal === stack.account || owner === stack.account ? [] : [`the account it acts for is ${shown(owner)}`]),
    ...(action === 'lambda:InvokeFunction' || type !== 'AWS::Lambda::Permission' ? [] : [`Action is ${shown(action)}`]),
    ...(url === undefined ? [] : [`FunctionUrlAuthType is ${shown(url)}`]),
    ...(isService && typeof source === 'string' ? keptOut(principal, source, account, stack) : []),
  ];
};

/** A service that sends not what the permission demands never invokes the function, and nobody hears of it. */
const keptOut = (service: string, source: string, account: unknown, stack: Resource['stack']): readonly string[] => {
  const condition = {
    ArnLike: { 'aws:SourceArn': source },
    ...(account === undefined ? {} : { StringEquals: { 'aws:SourceAccount': account } }),
  };
  const action = 'lambda:InvokeFunction';
  const statement = {
    Effect: 'Allow',
    Principal: { Service: service },
    Action: action,
    Resource: '*',
    Condition: condition,
  };
  const policy = policyAt({ Version: '2012-10-17', Statement: [statement] });
  const on = { account: stack.account, region: stack.region, source: source.replaceAll('*', 'any') };
  return pathsOf(service, action, 'AWS::Lambda::Function').flatMap((path) => {
    const answer = letsService([policy], path, '*', on);
    return answer.is === 'yes' ? [] : [`it does not let ${service} in: ${answer.because}`];
  });
};
