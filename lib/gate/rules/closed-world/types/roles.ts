import { formed, ownPolicy, resourceOf, text } from '../shape';
import { harmless, held, judged, judgedPolicy, notAllowed, type PropertyState } from '../state';
import { DESCRIBES, NAMES_ARE_LABELS } from './because';

const own = resourceOf('AWS::IAM::Role');

/** What the roles of a policy may do is judged by one rule in targets, and by another in the pipeline. */
const permissions = (path: string): readonly PropertyState[] => [
  judgedPolicy('ZT-09-RolesKeepToTheirResources', path, { in: 'target' }),
  judgedPolicy('ZT-09-PipelineRolesChangeNoGuards', path, { in: 'pipeline' }),
];

/** Properties of roles and policies. */
export const ROLES: Readonly<Record<string, readonly PropertyState[]>> = {
  'AWS::IAM::Role': [
    judgedPolicy('ZT-09-RolesTrustNobodyElse', 'AssumeRolePolicyDocument'),
    ...permissions('Policies.PolicyDocument'),
    judged('ZT-07-NoRoleCreatesLogGroups', 'ManagedPolicyArns'),
    judged('ZT-14-Tags', 'Tags'),
    judged('ZT-15-EnvironmentInNames', 'RoleName', { in: 'target' }),
    harmless(NAMES_ARE_LABELS, text, 'RoleName', { in: 'pipeline' }),
    harmless(NAMES_ARE_LABELS, text, 'Policies.PolicyName'),
    harmless(DESCRIBES, text, 'Description'),
    harmless('a boundary only takes away from what the policies of a role allow', ownPolicy, 'PermissionsBoundary'),
    notAllowed('MaxSessionDuration Path'),
  ],
  'AWS::IAM::ManagedPolicy': [
    ...permissions('PolicyDocument'),
    held(own, 'Roles'),
    judged('ZT-15-EnvironmentInNames', 'ManagedPolicyName', { in: 'target' }),
    harmless(NAMES_ARE_LABELS, text, 'ManagedPolicyName', { in: 'pipeline' }),
    harmless(NAMES_ARE_LABELS, formed(/^\/([!-~]+\/)?$/, 'a path'), 'Path'),
    harmless(DESCRIBES, text, 'Description'),
    notAllowed('Groups Users'),
  ],
  'AWS::IAM::Policy': [
    ...permissions('PolicyDocument'),
    held(own, 'Roles'),
    harmless(NAMES_ARE_LABELS, text, 'PolicyName'),
    notAllowed('Groups Users'),
  ],
};
