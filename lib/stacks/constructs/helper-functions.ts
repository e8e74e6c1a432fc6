import { CfnResource, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { functionRoleName, resourceName, serviceLogGroupName } from '../../contract/names';
import { EncryptedLogGroup } from './encrypted-log-group';

/** What the log groups of a stack's helper functions need. */
export interface HelperFunctionsProps {
  readonly environment: string;
  readonly logsKey: IKey;
  readonly removalPolicy: RemovalPolicy;
  readonly retentionDays: number;
}

const PROVIDER = /^Custom::(.+)CustomResourceProvider$/;

/**
 * Gives every custom-resource function that the CDK added to a stack an encrypted log group that exists before it, and
 * takes away its right to create one (ZT-07), and names function and role (ZT-15). Call it last, when all helpers are in the stack.
 */
export const encryptHelperLogs = (stack: Stack, props: HelperFunctionsProps): void => {
  for (const provider of stack.node.children) {
    const purpose = PROVIDER.exec(provider.node.id)?.[1];
    if (purpose !== undefined) encryptLogsOf(provider, purpose, props);
  }
};

const encryptLogsOf = (provider: Construct, purpose: string, props: HelperFunctionsProps): void => {
  const role = plainResource(provider, 'Role');
  const handler = plainResource(provider, 'Handler');
  const logGroup = new EncryptedLogGroup(provider, 'Logs', {
    logGroupName: serviceLogGroupName(props.environment, `helper-${kebabCase(purpose)}`),
    encryptionKey: props.logsKey,
    removalPolicy: props.removalPolicy,
    retentionDays: props.retentionDays,
  });
  const permissions = new ManagedPolicy(provider, 'WriteLogs', {
    description: `Lets the ${purpose} helper write its own log group`,
    roles: [Role.fromRoleName(provider, 'RoleByName', role.ref)],
    statements: [
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    ],
  });
  const name = resourceName(props.environment, kebabCase(purpose).replace(/^(s3|vpc)-/, ''));
  handler.addPropertyOverride('FunctionName', name);
  role.addPropertyOverride('RoleName', functionRoleName(name, Stack.of(provider).region));
  role.addPropertyDeletionOverride('ManagedPolicyArns');
  handler.addPropertyOverride('LoggingConfig', { LogGroup: logGroup.logGroupName });
  // The log group is named by the handler and therefore before it.
  handler.node.addDependency(permissions);
  handler.removeResourceDependency(role);
};

const plainResource = (provider: Construct, id: string): CfnResource => {
  const child = provider.node.findChild(id);
  if (!CfnResource.isCfnResource(child)) {
    throw new Error(`${child.node.path} is not a CloudFormation resource: the CDK's custom resource provider changed`);
  }
  return child;
};

const kebabCase = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();
