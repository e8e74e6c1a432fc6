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
import {
  DRIFT_PERMISSIONS,
  VALIDATION_PERMISSIONS,
  type ValidationResource,
} from '../../contract/validation-permissions';

/** The environment and region that are looked at. */
export interface ValidationStatementsProps {
  readonly environment: string;
  readonly region: string;
}

/** What the validation may ask of a target. */
export const validationStatements = (stack: Stack, props: ValidationStatementsProps): PolicyStatement[] =>
  statementsFor(VALIDATION_PERMISSIONS, stack, props);

/** What CloudFormation reads of a target as the validation, to find drift. */
export const driftStatements = (stack: Stack, props: ValidationStatementsProps): PolicyStatement[] =>
  statementsFor(DRIFT_PERMISSIONS, stack, props);

/** One statement per kind of resource, each with the narrowest names there are. */
const statementsFor = (
  permissions: readonly { readonly action: string; readonly resource: ValidationResource }[],
  stack: Stack,
  props: ValidationStatementsProps,
): PolicyStatement[] => {
  const kinds = [...new Set(permissions.map(({ resource }) => resource))];
  return kinds.map(
    (kind) =>
      new PolicyStatement({
        actions: permissions.filter(({ resource }) => resource === kind).map(({ action }) => action),
        resources: resourcesOf(kind, stack, props),
        ...(kind === 'keys' ? { conditions: { 'ForAnyValue:StringEquals': byAlias(props.environment) } } : {}),
      }),
  );
};

const byAlias = (environment: string) => ({
  'kms:ResourceAliases': (['data', 'logs', 'secrets'] as const).map((purpose) => keyAlias(purpose, environment)),
});

/** What the names of a target's resources are made of. */
interface Named extends ValidationStatementsProps {
  readonly account: string;
  arn(service: string, name: string): string;
  iam(name: string): string;
}

const resourcesOf = (kind: ValidationResource, { account }: Stack, props: ValidationStatementsProps): string[] =>
  RESOURCES[kind]({
    ...props,
    account,
    arn: (service, name) => `arn:${Aws.PARTITION}:${service}:${props.region}:${account}:${name}`,
    iam: (name) => `arn:${Aws.PARTITION}:iam::${account}:${name}`,
  });

const functionsOf = ({ environment }: Named) => [functionName(environment), rotationFunctionName(environment)];
const stacksOf = ({ environment }: Named) => [dataStackName(environment), validationAccessStackName(environment)];
/** CloudFormation makes names that begin with the stack's for whatever the stack does not name. */
const generatedIn = ({ environment }: Named) => `${dataStackName(environment)}-*`;

const RESOURCES: Readonly<Record<ValidationResource, (named: Named) => string[]>> = {
  any: () => ['*'],
  keys: ({ arn }) => [arn('kms', 'key/*')],
  stacks: (named) => stacksOf(named).map((name) => named.arn('cloudformation', `stack/${name}/*`)),
  function: ({ arn, environment }) => [arn('lambda', `function:${functionName(environment)}`)],
  functions: (named) => functionsOf(named).map((name) => named.arn('lambda', `function:${name}`)),
  'all-functions': (named) =>
    [...functionsOf(named), generatedIn(named)].map((name) => named.arn('lambda', `function:${name}`)),
  'function-log-group': ({ arn, environment }) => [arn('logs', `log-group:${functionLogGroupName(environment)}:*`)],
  'log-groups': (named) =>
    [...logGroupPrefixes(named.environment), `/aws/lambda/${generatedIn(named).slice(0, -1)}`].map((prefix) =>
      named.arn('logs', `log-group:${prefix}*`),
    ),
  roles: (named) =>
    [
      ...functionsOf(named).map((name) => functionRoleName(name, named.region)),
      ...[targetValidationRoleName, targetReviewRoleName, targetProtectionRoleName].map((name) =>
        name(named.environment, named.region),
      ),
      generatedIn(named),
    ].map((name) => named.iam(`role/${name}`)),
  policies: (named) =>
    [
      ...functionsOf(named).map((name) => functionRoleName(name, named.region)),
      ...stacksOf(named).map((name) => `${name}-*`),
    ].map((name) => named.iam(`policy/${name}`)),
  buckets: ({ environment, account, region }) =>
    [dataBucketName, accessLogBucketName, trailBucketName].map(
      (name) => `arn:${Aws.PARTITION}:s3:::${name(environment, account, region)}`,
    ),
  trail: ({ arn, environment, region }) => [arn('cloudtrail', `trail/${trailName(environment, region)}`)],
  topic: ({ arn, environment }) => [arn('sns', alarmTopicName(environment))],
  queues: (named) => functionsOf(named).map((name) => named.arn('sqs', `${name}-dead-letters`)),
  alarms: (named) =>
    functionsOf(named).flatMap((name) =>
      ['Errors', 'Throttles', 'DeadLetters'].map((kind) => named.arn('cloudwatch', `alarm:${name}-${kind}`)),
    ),
  'event-rules': (named) => [named.arn('events', `rule/${generatedIn(named)}`)],
  secret: ({ arn, environment }) => [arn('secretsmanager', `secret:${keyRingSecretName(environment)}-??????`)],
};
