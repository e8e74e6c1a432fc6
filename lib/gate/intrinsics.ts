import type { StackTemplate } from './template';

/** A value that a template alone does not determine. Whoever catches it reports a finding, never a pass. */
export class Unresolvable extends Error {
  constructor(readonly expression: unknown) {
    super(`cannot be resolved from the template: ${JSON.stringify(expression)}`);
  }
}

/** What a reference to a resource of the stack stands for, for example a log group's ARN. */
export type ResourceValue = (logicalId: string, attribute: string | undefined) => string | undefined;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Partition of a region: `aws`, `aws-cn` or `aws-us-gov`. */
export const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';

const pseudoParameter = (name: string, { account, region }: StackTemplate): string | undefined =>
  ({
    'AWS::AccountId': account,
    'AWS::Region': region,
    'AWS::Partition': partitionOf(region),
    'AWS::URLSuffix': partitionOf(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
  })[name];

/**
 * Replaces the intrinsic functions in a value by what they will be at deployment.
 *
 * @throws Unresolvable for everything that only the deployment knows
 */
export const resolve = (value: unknown, stack: StackTemplate, resource: ResourceValue): unknown => {
  const inner = (nested: unknown): unknown => resolve(nested, stack, resource);
  const text = (nested: unknown): string => {
    const resolved = inner(nested);
    if (typeof resolved === 'string') return resolved;
    if (typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
    throw new Unresolvable(nested);
  };
  const reference = (logicalId: string, attribute?: string): string => {
    const known = pseudoParameter(logicalId, stack) ?? resource(logicalId, attribute);
    if (known === undefined) throw new Unresolvable(value);
    return known;
  };

  if (Array.isArray(value)) return value.map(inner);
  if (!isRecord(value)) return value;
  const [[name, argument] = [], ...others] = Object.entries(value);
  if (name === undefined || others.length > 0) return mapValues(value, inner);
  if (name === 'Ref' && typeof argument === 'string') return reference(argument);
  if (name === 'Fn::GetAtt') {
    const [logicalId, ...attribute] = Array.isArray(argument) ? argument.map(text) : text(argument).split('.');
    return reference(logicalId ?? '', attribute.join('.'));
  }
  if (name === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1])) {
    return argument[1].map(text).join(text(argument[0]));
  }
  if (name === 'Fn::Sub') return substitute(argument, text, reference);
  if (name.startsWith('Fn::') || name === 'Condition') throw new Unresolvable(value);
  return mapValues(value, inner);
};

const substitute = (
  argument: unknown,
  text: (value: unknown) => string,
  reference: (logicalId: string, attribute?: string) => string,
): string => {
  const [pattern, variables] = Array.isArray(argument) ? argument : [argument, {}];
  if (typeof pattern !== 'string' || !isRecord(variables)) throw new Unresolvable(argument);
  return pattern.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (name in variables) return text(variables[name]);
    const [logicalId = '', ...attribute] = name.split('.');
    return attribute.length > 0 ? reference(logicalId, attribute.join('.')) : reference(logicalId);
  });
};

const mapValues = (
  record: Readonly<Record<string, unknown>>,
  change: (value: unknown) => unknown,
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
