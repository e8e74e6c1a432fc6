import { Aspects, Aws, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AccountPrincipal,
  type IPrincipal,
  ManagedPolicy,
  PolicyStatement,
  PrincipalWithConditions,
  Role,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import {
  ANY_STACK_ID,
  dataStackName,
  targetProtectionRoleName,
  targetReviewRoleName,
  targetValidationRoleName,
  validationAccessStackName,
  validationRoleName,
} from '../contract/names';
import type { DataRetention } from './constructs/retention';
import { addedStatements, driftStatements, validationStatements } from './constructs/validation-statements';

/** Who may look at which target. */
export interface ValidationAccessStackProps extends StackProps {
  readonly application: string;
  /** Qualified, as names have it. */
  readonly environment: string;
  readonly region: string;
  readonly toolsAccount: string;
  /** What is looked at. */
  readonly dataStack: Stack;
  /** Retained data stands in a stack that nobody deletes by mistake: the pipeline may protect it. */
  readonly data: DataRetention;
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
    const roleName = validationRoleName(props.application);
    const onlyTheValidation = new PrincipalWithConditions(new AccountPrincipal(props.toolsAccount), {
      ArnEquals: { 'aws:PrincipalArn': `arn:${Aws.PARTITION}:iam::${props.toolsAccount}:role/${roleName}` },
    });
    const role = new Role(this, 'Role', {
      roleName: targetValidationRoleName(props.environment, props.region),
      description: `Read-only view of ${props.environment} for the delivery pipeline's validation`,
      assumedBy: onlyTheValidation,
    });
    if (props.data === 'retained') this.allowProtection(props, onlyTheValidation);
    this.allowReview(props, onlyTheValidation);
    const permissions = new ManagedPolicy(this, 'Permissions', {
      description: `What the validation of ${props.environment} may ask`,
      roles: [role],
    });
    // Policies of their own: IAM takes 6,144 characters of one.
    const added = new ManagedPolicy(this, 'Added', {
      description: `What the validation of ${props.environment} may ask of what stands there by name`,
      roles: [role],
    });
    const drift = new ManagedPolicy(this, 'Drift', {
      description: `What CloudFormation reads of ${props.environment} as the validation, to find drift`,
      roles: [role],
    });
    // Once the data stack is whole: only what stands there is named.
    Aspects.of(role).add({
      visit: (node) => {
        if (node !== role) return;
        permissions.addStatements(...validationStatements(this, props));
        added.addStatements(...addedStatements(this, props));
        drift.addStatements(...driftStatements(this, props));
      },
    });
  }

  /**
   * Reads what is deployed here, so that a person can see what a release would change before approving it: from the second on.
   * An environment that nobody approves has it too, so that approvals can be asked for later without a deployment before.
   */
  private allowReview({ environment, region }: ValidationAccessStackProps, principal: IPrincipal): void {
    const stackNames = [dataStackName(environment), validationAccessStackName(environment)];
    const role = new Role(this, 'ReviewRole', {
      roleName: targetReviewRoleName(environment, region),
      description: `Reads the templates of ${environment} for the review before an approval`,
      assumedBy: principal,
    });
    new ManagedPolicy(this, 'Review', {
      description: `Lets the pipeline read the templates of ${stackNames.join(' and ')}`,
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate'],
          resources: stackNames.map((stackName) => byName(this, stackName, region)),
        }),
      ],
    });
  }

  /** The one thing the pipeline may change from outside a deployment, and only to more protection of this stack (ZT-15). */
  private allowProtection({ environment, region }: ValidationAccessStackProps, principal: IPrincipal): void {
    const role = new Role(this, 'ProtectionRole', {
      roleName: targetProtectionRoleName(environment, region),
      description: `Switches on the termination protection of ${dataStackName(environment)}`,
      assumedBy: principal,
    });
    new ManagedPolicy(this, 'Protection', {
      description: `Lets the pipeline protect ${dataStackName(environment)} against deletion and replacement`,
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['cloudformation:UpdateTerminationProtection', 'cloudformation:SetStackPolicy'],
          resources: [dataStackArn(this, environment, region)],
        }),
      ],
    });
  }
}

/** The data stack, whatever id CloudFormation gives it. */
const dataStackArn = (stack: Stack, environment: string, region: string): string =>
  stackArn(stack, dataStackName(environment), region, ANY_STACK_ID);

/**
 * A stack that is asked for by its name: CloudFormation then asks IAM for `stack/NAME/*` with an asterisk in the place of
 * the id, which it does not know before it has looked, and has not where there is no such stack.
 */
const byName = (stack: Stack, stackName: string, region: string): string => stackArn(stack, stackName, region, '*');

const stackArn = (stack: Stack, stackName: string, region: string, id: string): string =>
  `arn:${Aws.PARTITION}:cloudformation:${region}:${stack.account}:stack/${stackName}/${id}`;
