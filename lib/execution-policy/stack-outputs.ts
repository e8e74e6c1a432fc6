import { isObject, type JsonObject, objectAt } from '../ground/json';
import type { PlacedStack } from './template';
import { partitionOf } from './template-arns';

/** ARNs of the stacks, also of other regions, whose outputs templates read by `Fn::GetStackOutput`. */
export const stacksRead = (stacks: readonly PlacedStack[]): readonly string[] => {
  const arns = stacks.flatMap(({ account, region, template }) =>
    outputsIn(template).map(({ StackName: name, Region: other = region }) => {
      const there = String(other);
      return `arn:${partitionOf(there)}:cloudformation:${there}:${account}:stack/${String(name)}/*`;
    }),
  );
  return [...new Set(arns)].toSorted();
};

/** Every use of the function below a JSON value. */
const outputsIn = (value: unknown): readonly JsonObject[] => {
  if (Array.isArray(value)) return value.flatMap(outputsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, below]) =>
    key === 'Fn::GetStackOutput' ? [objectAt(below)] : outputsIn(below),
  );
};
