import { Aws, type Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  accessLogBucketName,
  alarmTopicName,
  dataBucketName,
  dataStackName,
  functionLogGroupName,
  functionName,
  functionRoleName,
  keyAlias,
  keyRingSecretName,
  logGroupPrefixes,
  rotationFunctionName,
  targetProtectionRoleName,
  targetReviewRoleName,
  targetValidationRoleName,
  trailBucketName,
  trailName,
  validationAccessStackName,
} from '../../contract/names';
import { VALIDATION_PERMISSIONS, type ValidationResource } from '../../contract/validation-permissions';

/** The environment and region that are looked at. */
export interface ValidationStatementsProps {
  readonly environment: string;
  readonly region: string;
}

/** What the validation may ask of a target: one statement per kind of resource, each with the narrowest names there are. */
export const validationStatements = (stack: Stack, props: ValidationStatementsProps): PolicyStatement[] => {
  const kinds = [...new Set(VALIDATION_PERMISSIONS.map(({ resource }) => resource))];
  return kinds.map(
    (kind) =>
      new PolicyStatement({
        actions: VALIDATION_PERMISSIONS.filter(({ resource }) => resource === kind).map(({ action }) => action),
        resources: resourcesOf(kind, stack, props),
        ...(kind === 'keys' ? { conditions: { 'ForAnyValue:StringEquals': byAlias(props.environment) } } : {}),
      }),
  );
};

const byAlias = (environment: string) => ({
  'kms:ResourceAliases': (['data', 'logs', 'secrets'] as const).map((purpose) => keyAlias(purpose, environment)),
});

const resourcesOf = (
  kind: ValidationResource,
  { account }: Stack,
  { environment, region }: ValidationStatementsProps,
): string[] => {
  const arn = (service: string, name: string) => `arn:${Aws.PARTITION}:${service}:${region}:${account}:${name}`;
  const iam = (name: string) => `arn:${Aws.PARTITION}:iam::${account}:${name}`;
  const functions = [functionName(environment), rotationFunctionName(environment)];
  const stacks = [dataStackName(environment), validationAccessStackName(environment)];
  // CloudFormation makes names that begin with the stack's for whatever the stack does not name.
  const generated = `${dataStackName(environment)}-*`;
  switch (kind) {
    case 'any':
      return ['*'];
    case 'keys':
      return [arn('kms', 'key/*')];
    case 'stacks':
      return stacks.map((name) => arn('cloudformation', `stack/${name}/*`));
    case 'function':
      return [arn('lambda', `function:${functionName(environment)}`)];
    case 'functions':
      return functions.map((name) => arn('lambda', `function:${name}`));
    case 'function-log-group':
      return [arn('logs', `log-group:${functionLogGroupName(environment)}:*`)];
    case 'log-groups':
      return [...logGroupPrefixes(environment), `/aws/lambda/${generated.slice(0, -1)}`].map((prefix) =>
        arn('logs', `log-group:${prefix}*`),
      );
    case 'roles':
      return [
        ...functions.map((name) => functionRoleName(name, region)),
        ...[targetValidationRoleName, targetReviewRoleName, targetProtectionRoleName].map((name) =>
          name(environment, region),
        ),
        generated,
      ].map((name) => iam(`role/${name}`));
    case 'policies':
      return [...functions.map((name) => functionRoleName(name, region)), ...stacks.map((name) => `${name}-*`)].map(
        (name) => iam(`policy/${name}`),
      );
    case 'buckets':
      return [dataBucketName, accessLogBucketName, trailBucketName].map(
        (name) => `arn:${Aws.PARTITION}:s3:::${name(environment, account, region)}`,
      );
    case 'trail':
      return [arn('cloudtrail', `trail/${trailName(environment)}`)];
    case 'topic':
      return [arn('sns', alarmTopicName(environment))];
    case 'queues':
      return functions.map((name) => arn('sqs', `${name}-dead-letters`));
    case 'alarms':
      return functions.flatMap((name) =>
        ['Errors', 'Throttles', 'DeadLetters'].map((kind) => arn('cloudwatch', `alarm:${name}-${kind}`)),
      );
    case 'event-rules':
      return [arn('events', `rule/${generated}`)];
    case 'secret':
      return [arn('secretsmanager', `secret:${keyRingSecretName(environment)}-??????`)];
  }
};
