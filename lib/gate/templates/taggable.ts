import types from './taggable.json';

/**
 * Types whose property `Tags` CloudFormation knows, from AWS's own resource schemas as the CDK publishes them
 * (`@aws-cdk/aws-service-spec`; a test compares). The few that call the property otherwise are not among them.
 */
export const TAGGABLE: ReadonlySet<string> = new Set(
  Object.entries(types).flatMap(([service, names]) => names.split(' ').map((name) => `${service}::${name}`)),
);
