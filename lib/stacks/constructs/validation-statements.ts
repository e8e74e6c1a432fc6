import { Aws, type Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  dataStackName,
  functionLogGroupName,
  functionName,
  functionRoleName,
  keyAlias,
  keyRingSecretName,
  logGroupPrefixes,
  targetProtectionRoleName,
  targetReviewRoleName,
  targetValidationRoleName,
  trailName,
  validationAccessStackName,
} from '../../contract/names';
import {
  DRIFT_PERMISSIONS,
  VALIDATION_PERMISSIONS,
  type ValidationResource,
} from '../../contract/validation-permissions';
import { namesIn } from './names-in-stack';

/** The environment and region that are looked at. */
export interface ValidationStatementsProps {
  readonly environment: string;
  readonly region: string;
  /** What is looked at: all that it has when the statements are made. */
  readonly dataStack: Stack;
}

/** Of what there is one more with whatever a developer adds, each by its name. */
const ADDED: readonly ValidationResource[] = ['alarms', 'buckets', 'queues', 'tables', 'topics'];

/** What the validation may ask of a target, but for what grows with what is added. */
export const validationStatements = (stack: Stack, props: ValidationStatementsProps): readonly PolicyStatement[] =>
  statementsFor(
    VALIDATION_PERMISSIONS.filter(({ resource }) => !ADDED.includes(resource)),
    stack,
    props,
  );

/** What the validation may ask of what grows with what is added. */
export const addedStatements = (stack: Stack, props: ValidationStatementsProps): readonly PolicyStatement[] =>
  statementsFor(
    VALIDATION_PERMISSIONS.filter(({ resource }) => ADDED.includes(resource)),
    stack,
    props,
  );

/** What CloudFormation reads of a target as the validation, to find drift. */
export const driftStatements = (stack: Stack, props: ValidationStatementsProps): readonly PolicyStatement[] =>
  statementsFor(DRIFT_PERMISSIONS, stack, props);

/** One statement per kind of resource that there is, each with the narrowest names there are. */
const statementsFor = (
  permissions: readonly { readonly action: string; readonly resource: ValidationResource }[],
  stack: Stack,
  props: ValidationStatementsProps,
): readonly PolicyStatement[] => {
  const kinds = [...new Set(permissions.map(({ resource }) => resource))];
  return kinds.flatMap((kind) => {
    const resources = resourcesOf(kind, stack, props);
    if (resources.length === 0) return [];
    const actions = permissions.filter(({ resource }) => resource === kind).map(({ action }) => action);
    const byName = kind === 'keys' ? { conditions: { 'ForAnyValue:StringEquals': byAlias(props.environment) } } : {};
    return [new PolicyStatement({ actions, resources, ...byName })];
  });
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

const functionsOf = ({ dataStack }: Named) => namesIn(dataStack, 'functions');
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
  buckets: ({ dataStack }) => namesIn(dataStack, 'buckets').map((name) => `arn:${Aws.PARTITION}:s3:::${name}`),
  trail: ({ arn, environment, region }) => [arn('cloudtrail', `trail/${trailName(environment, region)}`)],
  topics: ({ dataStack, arn }) => namesIn(dataStack, 'topics').map((name) => arn('sns', name)),
  queues: ({ dataStack, arn }) => namesIn(dataStack, 'queues').map((name) => arn('sqs', name)),
  tables: ({ dataStack, arn }) => namesIn(dataStack, 'tables').map((name) => arn('dynamodb', `table/${name}`)),
  alarms: ({ dataStack, arn }) => namesIn(dataStack, 'alarms').map((name) => arn('cloudwatch', `alarm:${name}`)),
  'event-rules': (named) => [named.arn('events', `rule/${generatedIn(named)}`)],
  secret: ({ arn, environment }) => [arn('secretsmanager', `secret:${keyRingSecretName(environment)}-??????`)],
};
