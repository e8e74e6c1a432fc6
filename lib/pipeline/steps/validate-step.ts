import { BuildSpec } from 'aws-cdk-lib/aws-codebuild';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { CodeBuildStep, type FileSet } from 'aws-cdk-lib/pipelines';
import { dataStackName, targetProtectionRoleName, targetValidationRoleName } from '../../contract/names';
import { BUILD_ENVIRONMENT, NODE_RUNTIME } from './build-image';

/** Which target is asked, and as whom. */
export interface ValidateStepProps {
  readonly validation: FileSet;
  readonly role: IRole;
  readonly partition: string;
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  /** Protects the data stack against deletion before it looks. */
  readonly protect: boolean;
}

const SUMMARY = "const { pass, fail, cannotTell } = require('./report/validation.json').summary";

/** Proves on the deployed target that what was promised is true. */
export class ValidateStep extends CodeBuildStep {
  /** How many checks gave which answer, for whoever decides about the next environment. */
  readonly answers: string;

  constructor(id: string, { validation, role, partition, environment, account, region, protect }: ValidateStepProps) {
    const roleArn = (name: string) => `arn:${partition}:iam::${account}:role/${name}`;
    const validationRole = roleArn(targetValidationRoleName(environment, region));
    const protectionRole = roleArn(targetProtectionRoleName(environment, region));
    super(id, {
      input: validation,
      role,
      buildEnvironment: BUILD_ENVIRONMENT,
      partialBuildSpec: BuildSpec.fromObject(NODE_RUNTIME),
      commands: [
        ...(protect
          ? [`node protect.js --stack ${dataStackName(environment)} --region ${region} --role-arn ${protectionRole}`]
          : []),
        `node validate.js --environment ${environment} --account ${account} --region ${region} --role-arn ${validationRole} --output report`,
        `export VALIDATION="$(node -p "${SUMMARY}; pass + ' pass, ' + fail + ' fail, ' + cannotTell + ' cannot tell'")"`,
      ],
      primaryOutputDirectory: 'report',
    });
    this.answers = this.exportedVariable('VALIDATION');
  }
}
