import type { BootstrapKind } from '../contract/bootstrap-roles';
import { type JsonObject, listAt, objectAt } from '../ground/json';
import { UserError } from '../ground/user-error';
import type { AssumedKind, BootstrapPlace } from './places';

/** What a bootstrap of ours says it is: `cdk bootstrap` overwrites no other variant than its template's, unless it is forced to. */
export const VARIANT = 'zero-trust delivery: each role trusts the one that uses it';

/** Roles in the CDK's own template. */
const ROLES: Readonly<Record<BootstrapKind, string>> = {
  'cfn-exec': 'CloudFormationExecutionRole',
  deploy: 'DeploymentActionRole',
  'file-publishing': 'FilePublishingRole',
  'image-publishing': 'ImagePublishingRole',
  lookup: 'LookupRole',
};
const ASSUMED: readonly AssumedKind[] = ['deploy', 'file-publishing', 'image-publishing', 'lookup'];

/**
 * The trust policy of a role that is for some roles alone: their accounts are let in on condition that the caller is one of
 * them, so that they need not exist yet. An external id is refused, as by the CDK's own: nobody can be talked into it. No session
 * tags, which nobody sends. For nobody it lets nobody in.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
export const trustIn = (roles: readonly string[]): JsonObject => {
  const roots = [...new Set(roles.map((arn) => arn.replace(/:role\/.*$/, ':root')))];
  const statement =
    roles.length === 0
      ? { Effect: 'Deny', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }
      : {
          Effect: 'Allow',
          Principal: { AWS: roots },
          Action: 'sts:AssumeRole',
          Condition: { ArnEquals: { 'aws:PrincipalArn': roles }, Null: { 'sts:ExternalId': 'true' } },
        };
  return { Version: '2012-10-17', Statement: [statement] };
};

/**
 * The template of a place's bootstrap: the CDK's own, as the installed command line shows it, with our trust.
 *
 * @param stock what `cdk bootstrap --show-template --json` prints
 * @throws {UserError} when it is not built as we know it
 */
export const bootstrapTemplate = (stock: JsonObject, { users }: Pick<BootstrapPlace, 'users'>): JsonObject => {
  assertKnown(stock);
  const resources = objectAt(stock['Resources']);
  const trusting = ASSUMED.map((kind) => {
    const role = objectAt(resources[ROLES[kind]]);
    const properties = { ...objectAt(role['Properties']), AssumeRolePolicyDocument: trustIn(users[kind]) };
    return [ROLES[kind], { ...role, Properties: properties }] as const;
  });
  const parameters = objectAt(stock['Parameters']);
  const variant = { ...objectAt(parameters['BootstrapVariant']), Default: VARIANT };
  return {
    ...stock,
    Parameters: { ...parameters, BootstrapVariant: variant },
    Resources: { ...resources, ...Object.fromEntries(trusting) },
  };
};

/** The trust policy of a role in a template of ours. */
export const trustInTemplate = (template: JsonObject, kind: BootstrapKind): JsonObject =>
  objectAt(propertiesIn(template, ROLES[kind])['AssumeRolePolicyDocument']);

/** Names of the managed policies of AWS that a template attaches to a role; those of the execution role are parameters. */
export const attachedInTemplate = (template: JsonObject, kind: AssumedKind): readonly string[] =>
  listAt(propertiesIn(template, ROLES[kind])['ManagedPolicyArns']).map((arn) => {
    const [, name = ''] = /:iam::aws:policy\/(.+)$/.exec(String(objectAt(arn)['Fn::Sub'])) ?? [];
    return name;
  });

/** How many policies a template writes into a role. */
export const inlineInTemplate = (template: JsonObject, kind: BootstrapKind): number =>
  listAt(propertiesIn(template, ROLES[kind])['Policies']).length +
  Object.values(objectAt(template['Resources']))
    .map(objectAt)
    .filter(({ Type: type, Properties: properties }) => {
      const roles = listAt(objectAt(properties)['Roles']).map((each) => objectAt(each)['Ref']);
      return type === 'AWS::IAM::Policy' && roles.includes(ROLES[kind]);
    }).length;

/** The version in a template, as the CDK counts them. */
export const versionInTemplate = (template: JsonObject): number =>
  Number(objectAt(objectAt(template['Outputs'])['BootstrapVersion'])['Value']);

/** Which variant a template is; that of a template that says none is unknown. */
export const variantInTemplate = (template: JsonObject): string =>
  String(objectAt(objectAt(template['Parameters'])['BootstrapVariant'])['Default'] ?? 'of an unknown kind');

const propertiesIn = (template: JsonObject, id: string): JsonObject =>
  objectAt(objectAt(objectAt(template['Resources'])[id])['Properties']);

/** Every role that the template has must be one of which we know who may assume it. */
const assertKnown = (stock: JsonObject): void => {
  const roles = Object.entries(objectAt(stock['Resources']))
    .filter(([, resource]) => objectAt(resource)['Type'] === 'AWS::IAM::Role')
    .map(([id]) => id);
  const known = Object.values(ROLES);
  const strange = [
    ...roles.filter((id) => !known.includes(id)).map((id) => `role ${id} is new`),
    ...known.filter((id) => !roles.includes(id)).map((id) => `role ${id} is missing`),
    ...(Number.isInteger(versionInTemplate(stock)) ? [] : ['output BootstrapVersion is missing']),
    ...('BootstrapVariant' in objectAt(stock['Parameters']) ? [] : ['parameter BootstrapVariant is missing']),
  ];
  if (strange.length === 0) return;
  throw new UserError(
    `the bootstrap template of the installed aws-cdk is not built as we know it (${strange.join(', ')}): npm ci, or say in lib/bootstrap/template.ts whom each role trusts`,
  );
};
