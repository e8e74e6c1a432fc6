import { Aws, Stack, type StackProps } from 'aws-cdk-lib';
import { AccountPrincipal, ManagedPolicy, PolicyStatement, PrincipalWithConditions, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { functionName, targetValidationRoleName, VALIDATION_ROLE } from '../contract/names';

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
      statements: [
        new PolicyStatement({
          actions: [
            'logs:DescribeLogGroups',
            'logs:FilterLogEvents',
            'kms:ListAliases',
            'kms:DescribeKey',
            'kms:GetKeyPolicy',
            'kms:GetKeyRotationStatus',
          ],
          resources: ['*'],
        }),
        new PolicyStatement({
          actions: ['lambda:InvokeFunction'],
          resources: [
            `arn:${this.partition}:lambda:${props.region}:${this.account}:function:${functionName(props.environment)}`,
          ],
        }),
      ],
    });
  }
}
