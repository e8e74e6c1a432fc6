import { UserError } from '../ground/user-error';

/** Why resources of a form need a `*`; the first form that fits counts. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^\*$/, 'AWS asks for these actions without a resource (service authorization reference)'],
  [/:ec2:/, 'EC2 gives the id when it makes the resource'],
  [/:kms:.*:key\/\*$/, 'KMS gives the id when it makes the key'],
  [/:s3:::cdk-.*\/\*$/, "an asset's key is its hash, another one with each release"],
  [/:s3:::.*\/\*$/, 'the schema lists these actions, which are on objects, and does not say on which'],
  [/:secret:.*-\?{6}$/, 'Secrets Manager ends the ARN with six random characters'],
  [/:logs:.*:\*$/, 'CloudWatch Logs asks for a log group together with its streams'],
  [/:alarm:\*$/, 'CloudWatch asks for alarm:* when alarms are listed'],
  [/:codepipeline:.*\/\*$/, 'transitions are asked for stages, which a release may rename'],
  [/[-\w]\*(:|$)/, 'CloudFormation gives the name, of which only the beginning is known'],
];

/**
 * Why there is a `*` in a resource; nothing where there is none.
 *
 * @throws {UserError} when nobody knows, as of an ARN that only the deployment tells
 */
export const reasonOf = (resource: string, where: string): string | undefined => {
  if (!/[*?]/.test(resource)) return undefined;
  const [, reason] = REASONS.find(([form]) => form.test(resource)) ?? [];
  if (reason === undefined)
    throw new UserError(
      `${where} acts on ${resource}, which cannot be narrowed before the deployment: give what it refers to a name in the template`,
    );
  return reason;
};
