import { BuildSpec } from 'aws-cdk-lib/aws-codebuild';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { CodeBuildStep, type FileSet } from 'aws-cdk-lib/pipelines';
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

/** Which target is asked, as whom, and who is asked after it. */
export interface ValidateStepProps {
  readonly validation: FileSet;
  readonly role: IRole;
  readonly partition: string;
  readonly application: string;
  readonly environment: string;
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
  readonly target: Target & { readonly managementEvents: 'here' | 'elsewhere' };
  /** Targets of the same environment that are validated at the same time. */
  readonly beside: readonly Target[];
  /** The environment that a person decides about next; absent where nobody does. */
  readonly next: { readonly name: string; readonly targets: readonly Target[] } | undefined;
  readonly evidence: { readonly bucketName: string; readonly region: string };
  readonly reports: ReportGroups;
  /** Protects the data stack against deletion before it looks. */
  readonly protect: boolean;
}

const SUMMARY = "const { pass, fail, cannotTell } = require('./report/validation.json').summary";

/**
 * Proves on the deployed target that what was promised is true, keeps the proof, and prepares the review of the environment
 * that is decided about next: in the same job, because another one would cost its provisioning on the way.
 */
export class ValidateStep extends CodeBuildStep {
  /** How many checks gave which answer, for whoever decides about the next environment. */
  readonly answers: string;
  /** What changes in the next environment, in one line. */
  readonly changes: string;
  /** Whose record has the review: a roll-back of the next stage is another execution, with the variables of this one. */
  readonly release: string;

  constructor(id: string, props: ValidateStepProps) {
    super(id, {
      input: props.validation,
      role: props.role,
      buildEnvironment: BUILD_ENVIRONMENT,
      env: { PIPELINE_EXECUTION_ID: '#{codepipeline.PipelineExecutionId}' },
      commands: [
        ...protection(props),
        validation(props),
        'export RELEASE="$PIPELINE_EXECUTION_ID"',
        `export VALIDATION="$(node -p "${SUMMARY}; pass + ' pass, ' + fail + ' fail, ' + cannotTell + ' cannot tell'")"`,
      ],
      partialBuildSpec: BuildSpec.fromObject({
        phases: {
          // After a failed validation, too: what it answered is evidence.
          post_build: { commands: [promotion(props), 'export REVIEW="$(cat review/summary.txt)"'] },
        },
        reports: props.reports.section('validation', { directory: 'report', file: VALIDATION_JUNIT }),
      }),
      primaryOutputDirectory: 'report',
    });
    this.answers = this.exportedVariable('VALIDATION');
    this.changes = this.exportedVariable('REVIEW');
    this.release = this.exportedVariable('RELEASE');
  }
}

const roleArn = (partition: string, { account }: Target, name: string): string =>
  `arn:${partition}:iam::${account}:role/${name}`;

const protection = ({ protect, partition, application, environment, target }: ValidateStepProps): readonly string[] => {
  const qualified = qualifiedEnvironment(application, environment);
  const role = roleArn(partition, target, targetProtectionRoleName(qualified, target.region));
  const stack = dataStackName(qualified);
  return protect ? [`node pipeline.mjs protect --stack ${stack} --region ${target.region} --role-arn ${role}`] : [];
};

const validation = (props: ValidateStepProps): string => {
  const { partition, application, environment, target, logRetentionDays, guests, organization } = props;
  const name = targetValidationRoleName(qualifiedEnvironment(application, environment), target.region);
  const role = roleArn(partition, target, name);
  const { account, region } = target;
  const whose = application === DEFAULT_APPLICATION ? '' : ` --application ${application}`;
  const trail = target.managementEvents === 'here' ? '' : ' --management-events-elsewhere';
  const declared = [
    ...guests.endpoints.map((each) => ` --guest-endpoint ${each}`),
    ...guests.securityGroups.map((each) => ` --guest-security-group '${each}'`),
    ...guests.principals.map((each) => ` --guest-principal '${each}'`),
    ...(organization === undefined ? [] : [` --organization ${organization}`]),
  ].join('');
  return `node pipeline.mjs validate${whose} --environment ${environment} --account ${account} --region ${region} --role-arn ${role} --release release --log-retention-days ${logRetentionDays}${trail}${declared} --output report`;
};

const promotion = ({
  partition,
  application,
  environment,
  target,
  beside,
  next,
  evidence,
}: ValidateStepProps): string => {
  const place = (name: string, { account, region }: Target) => `${name}/${account}/${region}`;
  const reviewed = (next?.targets ?? []).map((each) => {
    const name = targetReviewRoleName(qualifiedEnvironment(application, next?.name ?? ''), each.region);
    const role = roleArn(partition, each, name);
    return ` --next ${place(next?.name ?? '', each)}=${role}`;
  });
  return [
    `node pipeline.mjs promote --place ${place(environment, target)} --execution $PIPELINE_EXECUTION_ID`,
    ...beside.map((other) => ` --beside ${place(environment, other)}`),
    ...reviewed,
    ` --bucket ${evidence.bucketName} --bucket-region ${evidence.region}`,
    ' --report report --release release --review review --succeeding $CODEBUILD_BUILD_SUCCEEDING',
  ].join('');
};
