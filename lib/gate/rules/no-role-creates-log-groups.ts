import { FORBIDDEN_LOG_ACTIONS } from '../../promises';
import { ask, mayPass, principalOf } from '../templates/asking';
import { permissionsOf } from '../templates/roles';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';

/** ZT-07: no role may create a log group, whose key and retention would then be nobody's. */
export const noRoleCreatesLogGroups: Rule = {
  id: 'ZT-07-NoRoleCreatesLogGroups',
  requires: 'No role may create log groups or change their key or retention.',
  why: 'A role that may make its log group makes it again after somebody has deleted ours, without key and retention.',
  fix: 'Grant logs:CreateLogStream and logs:PutLogEvents on the one log group; take AWSLambdaBasicExecutionRole away.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html',
  hipaa: ['164.308(a)(4)(i)', '164.312(b)'],
  appliesTo: 'any',
  check: (target) => target.each('AWS::IAM::Role', flaws),
};

const flaws = (role: Resource, target: Target): readonly string[] => {
  const { policies, elsewhere } = permissionsOf(role, target);
  const { account, region, partition } = role.identity;
  const own = target.of('AWS::Logs::LogGroup').map(({ identity }) => identity.name);
  const groups = ['/aws/lambda/any', '/aws/codebuild/any', 'any', ...own];
  const may = FORBIDDEN_LOG_ACTIONS.filter((action) =>
    groups.some((group) =>
      ['', ':*', ':log-stream:any'].some((tail) =>
        mayPass(
          ask(
            policies,
            principalOf(account),
            action,
            `arn:${partition}:logs:${region}:${account}:log-group:${group}${tail}`,
          ),
        ),
      ),
    ),
  );
  return [
    ...may.map((action) => `it may ${action}, or nobody can tell`),
    ...elsewhere.map((policy) => `its policy ${policy} is in no template, so nobody can tell what it may do`),
  ];
};
