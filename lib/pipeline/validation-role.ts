import { Aws, Stack } from 'aws-cdk-lib';
import { type IRole, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { DeliveryConfig } from '../config/schema';
import {
  GATE_OF_REVIEW,
  nameOfAttempt,
  PROMOTED_PREFIX,
  promotedBundleKey,
  RELEASES_PREFIX,
  REVALIDATIONS,
  REVALIDATIONS_PREFIX,
  REVIEW_DATA,
  REVIEW_PAGE,
  VALIDATION_QUESTION,
} from '../contract/evidence-layout';
import { GATE_REPORT } from '../contract/gate-report';
import {
  qualifiedEnvironment,
  targetProtectionRoleName,
  targetReviewRoleName,
  targetValidationRoleName,
  validationRoleName,
} from '../contract/names';
import { VALIDATION_JUNIT, VALIDATION_REPORT } from '../contract/validation-report';
import type { EvidenceBucket } from './evidence-bucket';

/** What the role may look at, and where it leaves what it saw. */
export interface ValidationRoleProps {
  readonly config: DeliveryConfig;
  readonly evidence: EvidenceBucket;
}

/**
 * The role as which every target is validated: it may assume one role per question in each target, and write the files of a
 * validation and of a review, by name, into the evidence bucket.
 */
export class ValidationRole extends Role {
  private isGranted = false;

  constructor(scope: Construct, id: string, { config, evidence }: ValidationRoleProps) {
    super(scope, id, {
      roleName: validationRoleName(config.application),
      description: 'Validates every environment after its deployment',
      assumedBy: new ServicePrincipal('codebuild.amazonaws.com', {
        // CodeBuild is only reported to send it.
        conditions: { StringEqualsIfExists: { 'aws:SourceAccount': Stack.of(scope).account } },
      }),
    });
    for (const [index, resources] of bounded(this.rolesOfTargets(config)).entries()) {
      const statements = [new PolicyStatement({ actions: ['sts:AssumeRole'], resources })];
      new ManagedPolicy(scope, index === 0 ? 'LookAtTargets' : `LookAtTargets${index + 1}`, {
        roles: [this],
        statements,
      });
    }
    new ManagedPolicy(scope, 'KeepValidations', {
      roles: [this],
      statements: [...this.keep(evidence), this.tell(config)],
    });
  }

  /**
   * The role for one more build. The CDK grants to each what the first has got, and log groups and reports of its own that
   * `narrowGrants` takes away again: where there are many, it would spread those over policies that nothing narrows.
   */
  forBuild(): IRole {
    if (this.isGranted) return this.withoutPolicyUpdates();
    this.isGranted = true;
    return this;
  }

  private rolesOfTargets({ application, environments }: DeliveryConfig): readonly string[] {
    const partition = Stack.of(this).partition;
    return environments.flatMap(({ name, targets, data, approval }, index) => {
      const roles = [
        targetValidationRoleName,
        ...(data === 'retained' ? [targetProtectionRoleName] : []),
        ...(approval === 'required' && index > 0 ? [targetReviewRoleName] : []),
      ];
      return targets.flatMap(({ account, region }) =>
        roles.map(
          (roleName) =>
            `arn:${partition}:iam::${account}:role/${roleName(qualifiedEnvironment(application, name), region)}`,
        ),
      );
    });
  }

  /** Which commit a release is, who decided before: pages say it, and no template may. */
  private tell({ application, tools: { region } }: DeliveryConfig): PolicyStatement {
    return new PolicyStatement({
      actions: ['codepipeline:ListActionExecutions', 'codepipeline:ListPipelineExecutions'],
      resources: [`arn:${Aws.PARTITION}:codepipeline:${region}:${Aws.ACCOUNT_ID}:${application}`],
    });
  }

  private keep({ bucket, key }: EvidenceBucket): PolicyStatement[] {
    const released = (...names: readonly string[]) =>
      names.map((name) => bucket.arnForObjects(`${RELEASES_PREFIX}*/${name}`));
    const again = (name: string) => nameOfAttempt(name, 1).replace('.', '-?.');
    const promoted = [GATE_REPORT, VALIDATION_QUESTION].map((name) =>
      bucket.arnForObjects(`${PROMOTED_PREFIX}*/${name}`),
    );
    const bundle = bucket.arnForObjects(promotedBundleKey('*'));
    const looks = bucket.arnForObjects(`${REVALIDATIONS_PREFIX}*.json`);
    const validations = [VALIDATION_REPORT, again(VALIDATION_REPORT)];
    const reviews = [REVIEW_PAGE, REVIEW_DATA, GATE_OF_REVIEW, REVALIDATIONS];
    const written = released(...validations, VALIDATION_JUNIT, again(VALIDATION_JUNIT), ...reviews);
    const listed = [RELEASES_PREFIX, PROMOTED_PREFIX, REVALIDATIONS_PREFIX].map((prefix) => `${prefix}*`);
    return [
      new PolicyStatement({ actions: ['s3:PutObject'], resources: [...written, ...promoted, bundle, looks] }),
      // Of an attempt before, and of the release before, with its review; the first has none. Of looks between releases.
      new PolicyStatement({
        actions: ['s3:GetObject'],
        resources: [...released(...validations, REVIEW_DATA), ...promoted, looks],
      }),
      // As the source of a build, which CodeBuild fetches by its version.
      new PolicyStatement({ actions: ['s3:GetObject', 's3:GetObjectVersion'], resources: [bundle] }),
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: [bucket.bucketArn],
        conditions: { StringLike: { 's3:prefix': listed } },
      }),
      new PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [key.keyArn] }),
    ];
  }
}

/** Roles of one policy: IAM takes 6,144 characters, and a role's ARN of ours has up to 110 with what is around it. */
const ROLES_OF_A_POLICY = 50;

const bounded = (roles: readonly string[]): readonly string[][] =>
  Array.from({ length: Math.ceil(roles.length / ROLES_OF_A_POLICY) }, (_, index) =>
    roles.slice(index * ROLES_OF_A_POLICY, (index + 1) * ROLES_OF_A_POLICY),
  );
