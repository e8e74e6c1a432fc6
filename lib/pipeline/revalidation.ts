import { Duration } from 'aws-cdk-lib';
import { BuildSpec, mergeBuildSpecs, Project, Source } from 'aws-cdk-lib/aws-codebuild';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { revalidationSchedule } from '../config/revalidation';
import type { DeliveryConfig } from '../config/schema';
import { promotedBundleKey } from '../contract/evidence-layout';
import { revalidationProjectName, revalidationStarterRoleName } from '../contract/names';
import { REVALIDATED_ENVIRONMENT, revalidationStart } from '../contract/revalidation';
import type { EvidenceBucket } from './evidence-bucket';
import { BUILD_ENVIRONMENT, NODE_RUNTIME } from './steps/build-image';
import type { ValidationRole } from './validation-role';

/** Who looks again, at what, and where he writes. */
export interface RevalidationProps {
  readonly config: DeliveryConfig;
  readonly evidence: EvidenceBucket;
  readonly role: ValidationRole;
  readonly logGroup: ILogGroup;
}

/**
 * Validates every environment again between releases, by what validated it when its release came to its end there: the programs
 * and templates of that release, not of the newest commit. Fails where a promise is broken, and where it could not look.
 */
export class Revalidation extends Construct {
  constructor(scope: Construct, id: string, { config, evidence, role, logGroup }: RevalidationProps) {
    super(scope, id);
    const { application, environments, tools } = config;
    const path = promotedBundleKey(environments[0]?.name ?? '');
    const project = new Project(this, 'Project', {
      projectName: revalidationProjectName(application),
      description: `Validates environments of ${application} again between releases`,
      // What it may do is written down with the role: the CDK would let it read all evidence.
      role: role.withoutPolicyUpdates(),
      environment: BUILD_ENVIRONMENT,
      encryptionKey: evidence.key,
      timeout: Duration.hours(4),
      logging: { cloudWatch: { logGroup } },
      source: Source.s3({ bucket: evidence.bucket, path }),
      buildSpec: mergeBuildSpecs(
        NODE_RUNTIME,
        specOf(application, { bucketName: evidence.name, region: tools.region }),
      ),
    });
    const starter = new Role(this, 'StarterRole', {
      roleName: revalidationStarterRoleName(application, tools.region),
      description: `Starts the revalidation of environments of ${application}`,
      assumedBy: new ServicePrincipal('events.amazonaws.com'),
    });
    new ManagedPolicy(this, 'Start', {
      roles: [starter],
      statements: [new PolicyStatement({ actions: ['codebuild:StartBuild'], resources: [project.projectArn] })],
    });
    for (const environment of environments) {
      const expression = revalidationSchedule(environment);
      if (expression === undefined) continue;
      const input = RuleTargetInput.fromObject(revalidationStart(environment.name, evidence.name));
      new Rule(this, `Schedule-${environment.name}`, {
        description: `Validates ${environment.name} of ${application} again`,
        schedule: Schedule.expression(expression),
        targets: [{ bind: () => ({ arn: project.projectArn, role: starter, input }) }],
      });
    }
  }
}

const specOf = (
  application: string,
  { bucketName, region }: { readonly bucketName: string; readonly region: string },
) =>
  BuildSpec.fromObject({
    version: '0.2',
    phases: {
      build: {
        commands: [
          `node pipeline.mjs revalidate --environment $${REVALIDATED_ENVIRONMENT} --pipeline ${application} --bucket ${bucketName} --bucket-region ${region} --release release`,
        ],
      },
    },
  });
