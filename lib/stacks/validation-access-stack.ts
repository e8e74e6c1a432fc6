import { Aws, Stack, type StackProps } from 'aws-cdk-lib';
import { AccountPrincipal, ManagedPolicy, PolicyStatement, PrincipalWithConditions, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import {
  functionLogGroupName,
  functionName,
  keyAlias,
  targetValidationRoleName,
  VALIDATION_ROLE,
} from '../contract/names';
import { VALIDATION_PERMISSIONS, type ValidationResource } from '../contract/validation-permissions';

/** Who may look at which target. */
export interface ValidationAccessStackProps extends StackProps {
  readonly environment: string;
  readonly region: string;
  readonly toolsAccount: string;
}

/**
 * The role in a target as which the validation looks.
 *
 * It trusts the tools account's root under the condition that the caller *is* the validation role. Naming the role as
 * principal would store its unique id, so that re-creating it locks everyone out, and would fail before it exists.
 */
export class ValidationAccessStack extends Stack {
  constructor(scope: Construct, id: string, props: ValidationAccessStackProps) {
    super(scope, id, props);
    const role = new Role(this, 'Role', {
      roleName: targetValidationRoleName(props.environment, props.region),
      description: `Read-only view of ${props.environment} for the delivery pipeline's validation`,
      assumedBy: new PrincipalWithConditions(new AccountPrincipal(props.toolsAccount), {
        ArnEquals: { 'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::${props.toolsAccount}:role/${VALIDATION_ROLE}` },
      }),
    });
    new ManagedPolicy(this, 'Permissions', {
      description: `What the validation of ${props.environment} may ask`,
      roles: [role],
      statements: VALIDATION_PERMISSIONS.map(({ action, resource }) => this.allow(action, resource, props)),
    });
  }

  private allow(action: string, resource: ValidationResource, { environment, region }: ValidationAccessStackProps) {
    const arn = (service: string, name: string) => `arn:${Aws.PARTITION}:${service}:${region}:${this.account}:${name}`;
    switch (resource) {
      case 'any':
        return new PolicyStatement({ actions: [action], resources: ['*'] });
      case 'logs-key':
        return new PolicyStatement({
          actions: [action],
          resources: [arn('kms', 'key/*')],
          conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': keyAlias('logs', environment) } },
        });
      case 'function':
        return new PolicyStatement({
          actions: [action],
          resources: [arn('lambda', `function:${functionName(environment)}`)],
        });
      case 'function-log-group':
        return new PolicyStatement({
          actions: [action],
          resources: [arn('logs', `log-group:${functionLogGroupName(environment)}:*`)],
        });
    }
  }
}
