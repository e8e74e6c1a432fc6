import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Tells cfn-lint, wherever it reads the template, which of its rules one resource breaks on purpose; say why beside the call.
 *
 * Only cfn-lint reads this: the gate knows the finding by its register, or does not have it.
 */
export const acceptLint = (resource: IConstruct, rules: readonly string[]): void => {
  if (!CfnResource.isCfnResource(resource)) {
    throw new Error(`${resource.node.path} is not a CloudFormation resource: cfn-lint reads metadata of those only`);
  }
  resource.addMetadata('cfn-lint', { config: { ignore_checks: [...rules] } });
};
