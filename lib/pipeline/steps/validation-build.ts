import { BuildSpec, mergeBuildSpecs, PipelineProject } from 'aws-cdk-lib/aws-codebuild';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { CodeBuildOptions } from 'aws-cdk-lib/pipelines';
import { Construct } from 'constructs';
import {
  DEFAULT_APPLICATION,
  dataStackName,
  qualifiedEnvironment,
  targetProtectionRoleName,
  targetReviewRoleName,
  targetValidationRoleName,
} from '../../contract/names';
import { VALIDATION_JUNIT } from '../../contract/validation-report';
import type { ReportGroups } from '../report-groups';
import { BUILD_ENVIRONMENT } from './build-image';

interface Target {
  readonly account: string;
  readonly region: string;
}

type ManagementEvents = 'here' | 'elsewhere';

/** Which environment is asked, as whom, and who is asked after it. */
export interface ValidationBuildProps {
  readonly role: IRole;
  readonly partition: string;
  readonly application: string;
  readonly environment: string;
  /** All targets of the environment, whose validations wait for one another. */
  readonly targets: readonly Target[];
  /** Days that its log groups are promised to keep their events. */
  readonly logRetentionDays: number;
  /** What others may make in the VPC. */
  readonly guests: {
    readonly endpoints: readonly string[];
    readonly securityGroups: readonly string[];
    readonly principals: readonly string[];
  };
  /** Id of the organization of its accounts. @default - nobody has declared it */
  readonly organization?: string | undefined;
  /** The environment that a person decides about next; absent where nobody does. */
  readonly next: { readonly name: string; readonly targets: readonly Target[] } | undefined;
  readonly evidence: { readonly bucketName: string; readonly region: string };
  readonly reports: ReportGroups;
  /** Protects the data stack against deletion before it looks. */
  readonly protect: boolean;
}

const SUMMARY = "const { pass, fail, cannotTell } = require('./report/validation.json').summary";

/**
 * The build that validates targets of an environment: one project for all of them, whose actions say which target it is, because
 * a hundred projects with the same commands make a template that CloudFormation does not take.
 */
export class ValidationBuild {
  private readonly projects = new Map<ManagementEvents, PipelineProject>();

  constructor(private readonly props: ValidationBuildProps) {}

  /**
   * The project that validates a target; made when it is first asked for.
   *
   * @param scope where it is made
   * @param defaults what every build of the pipeline has
   */
  project(managementEvents: ManagementEvents, scope: Construct, defaults: CodeBuildOptions = {}): PipelineProject {
    const id = managementEvents === 'here' ? 'Validate' : 'ValidateWithTrailElsewhere';
    const made =
      this.projects.get(managementEvents) ??
      new PipelineProject(new Construct(scope, id), 'Validate', {
        description: `Validates targets of ${this.props.environment} after their deployment`,
        role: this.props.role,
        environment: BUILD_ENVIRONMENT,
        ...(defaults.logging && { logging: defaults.logging }),
        buildSpec: mergeBuildSpecs(defaults.partialBuildSpec ?? BuildSpec.fromObject({}), this.spec(managementEvents)),
      });
    this.projects.set(managementEvents, made);
    return made;
  }

  private spec(managementEvents: ManagementEvents): BuildSpec {
    const { props } = this;
    return BuildSpec.fromObject({
      version: '0.2',
      env: { 'exported-variables': ['RELEASE', 'VALIDATION', 'REVIEW'] },
      phases: {
        build: {
          commands: [
            ...protection(props),
            validation(props, managementEvents),
            'export RELEASE="$PIPELINE_EXECUTION_ID"',
            `export VALIDATION="$(node -p "${SUMMARY}; pass + ' pass, ' + fail + ' fail, ' + cannotTell + ' cannot tell'")"`,
          ],
        },
        // After a failed validation, too: what it answered is evidence.
        post_build: { commands: [promotion(props), 'export REVIEW="$(cat review/summary.txt)"'] },
      },
      reports: props.reports.section('validation', { directory: 'report', file: VALIDATION_JUNIT }),
      artifacts: { 'base-directory': 'report', files: '**/*' },
    });
  }
}

/** What the action of each target fills in. */
const ACCOUNT = '$TARGET_ACCOUNT';
const REGION = '$TARGET_REGION';

const roleArn = (partition: string, account: string, name: string): string =>
  `arn:${partition}:iam::${account}:role/${name}`;

const protection = ({ protect, partition, application, environment }: ValidationBuildProps): readonly string[] => {
  const qualified = qualifiedEnvironment(application, environment);
  const role = roleArn(partition, ACCOUNT, targetProtectionRoleName(qualified, REGION));
  const stack = dataStackName(qualified);
  return protect ? [`node pipeline.mjs protect --stack ${stack} --region ${REGION} --role-arn ${role}`] : [];
};

const validation = (props: ValidationBuildProps, managementEvents: ManagementEvents): string => {
  const { partition, application, environment, logRetentionDays, guests, organization } = props;
  const name = targetValidationRoleName(qualifiedEnvironment(application, environment), REGION);
  const role = roleArn(partition, ACCOUNT, name);
  const whose = application === DEFAULT_APPLICATION ? '' : ` --application ${application}`;
  const trail = managementEvents === 'here' ? '' : ' --management-events-elsewhere';
  const declared = [
    ...guests.endpoints.map((each) => ` --guest-endpoint ${each}`),
    ...guests.securityGroups.map((each) => ` --guest-security-group '${each}'`),
    ...guests.principals.map((each) => ` --guest-principal '${each}'`),
    ...(organization === undefined ? [] : [` --organization ${organization}`]),
  ].join('');
  return `node pipeline.mjs validate${whose} --environment ${environment} --account ${ACCOUNT} --region ${REGION} --role-arn ${role} --release release --log-retention-days ${logRetentionDays}${trail}${declared} --output report`;
};

const promotion = ({ partition, application, environment, targets, next, evidence }: ValidationBuildProps): string => {
  const place = (name: string, { account, region }: Target) => `${name}/${account}/${region}`;
  const beside = targets.length > 1 ? targets : [];
  const reviewed = (next?.targets ?? []).map((each) => {
    const name = targetReviewRoleName(qualifiedEnvironment(application, next?.name ?? ''), each.region);
    const role = roleArn(partition, each.account, name);
    return ` --next ${place(next?.name ?? '', each)}=${role}`;
  });
  return [
    `node pipeline.mjs promote --place ${environment}/${ACCOUNT}/${REGION} --execution $PIPELINE_EXECUTION_ID`,
    ...beside.map((each) => ` --beside ${place(environment, each)}`),
    ...reviewed,
    ` --bucket ${evidence.bucketName} --bucket-region ${evidence.region}`,
    ' --report report --release release --review review --succeeding $CODEBUILD_BUILD_SUCCEEDING',
  ].join('');
};
