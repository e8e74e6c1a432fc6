import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { DeliveryConfig } from '../config/schema';
import { nameOfAttempt, PROMOTED_PREFIX, RELEASES_PREFIX, REVIEW_DATA, REVIEW_PAGE } from '../contract/evidence-layout';
import { GATE_REPORT } from '../contract/gate-report';
import {
  targetProtectionRoleName,
  targetReviewRoleName,
  targetValidationRoleName,
  VALIDATION_ROLE,
} from '../contract/names';
import { VALIDATION_JUNIT, VALIDATION_REPORT } from '../contract/validation-report';
import type { EvidenceStore } from './evidence-store';

/** What the role may look at, and where it leaves what it saw. */
export interface ValidationRoleProps {
  readonly config: DeliveryConfig;
  readonly evidence: EvidenceStore;
}

/**
 * The role as which every target is validated: it may assume one role per question in each target, and write the files of a
 * validation and of a review, by name, into the evidence bucket.
 */
export class ValidationRole extends Role {
  constructor(scope: Construct, id: string, { config, evidence }: ValidationRoleProps) {
    super(scope, id, {
      roleName: VALIDATION_ROLE,
      description: 'Validates every environment after its deployment',
      assumedBy: new ServicePrincipal('codebuild.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
      }),
    });
    new ManagedPolicy(scope, 'LookAtTargets', { roles: [this], statements: [this.lookAtTargets(config)] });
    new ManagedPolicy(scope, 'KeepValidations', { roles: [this], statements: this.keep(evidence) });
  }

  private lookAtTargets({ environments }: DeliveryConfig): PolicyStatement {
    const partition = Stack.of(this).partition;
    return new PolicyStatement({
      actions: ['sts:AssumeRole'],
      resources: environments.flatMap(({ name, targets, data, approval }, index) => {
        const roles = [
          targetValidationRoleName,
          ...(data === 'retained' ? [targetProtectionRoleName] : []),
          ...(approval === 'required' && index > 0 ? [targetReviewRoleName] : []),
        ];
        return targets.flatMap(({ account, region }) =>
          roles.map((roleName) => `arn:${partition}:iam::${account}:role/${roleName(name, region)}`),
        );
      }),
    });
  }

  private keep({ bucket, key }: EvidenceStore): PolicyStatement[] {
    const released = (...names: readonly string[]) =>
      names.map((name) => bucket.arnForObjects(`${RELEASES_PREFIX}*/${name}`));
    const again = (name: string) => nameOfAttempt(name, 1).replace('.', '-?.');
    const promoted = bucket.arnForObjects(`${PROMOTED_PREFIX}*/${GATE_REPORT}`);
    const validations = [VALIDATION_REPORT, again(VALIDATION_REPORT)];
    return [
      new PolicyStatement({
        actions: ['s3:PutObject'],
        resources: [
          ...released(...validations, VALIDATION_JUNIT, again(VALIDATION_JUNIT), REVIEW_PAGE, REVIEW_DATA),
          promoted,
        ],
      }),
      new PolicyStatement({ actions: ['s3:GetObject'], resources: [...released(...validations), promoted] }),
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [bucket.bucketArn],
        conditions: { StringLike: { 's3:prefix': [`${RELEASES_PREFIX}*`, `${PROMOTED_PREFIX}*`] } },
      }),
      new PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] }),
    ];
  }
}
