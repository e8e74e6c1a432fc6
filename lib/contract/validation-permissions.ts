/** What a validation may ask of a target, so that its role there allows exactly that. This file imports nothing. */

/** Which resources an action is needed on. */
export type ValidationResource =
  /** The action knows no narrower resource. */
  | 'any'
  /** The environment's logs key, known by its alias. */
  | 'logs-key'
  /** The environment's data stack. */
  | 'data-stack'
  /** The workload function. */
  | 'function'
  /** The workload function's log group with its streams. */
  | 'function-log-group';

/** Every action of AWS that a validation uses; `sts:GetCallerIdentity` needs no permission. */
export const VALIDATION_PERMISSIONS = [
  { action: 'logs:DescribeLogGroups', resource: 'any' },
  { action: 'logs:FilterLogEvents', resource: 'function-log-group' },
  { action: 'kms:DescribeKey', resource: 'logs-key' },
  { action: 'kms:GetKeyPolicy', resource: 'logs-key' },
  { action: 'kms:GetKeyRotationStatus', resource: 'logs-key' },
  { action: 'lambda:InvokeFunction', resource: 'function' },
  { action: 'cloudformation:DescribeStacks', resource: 'data-stack' },
] as const satisfies readonly { readonly action: string; readonly resource: ValidationResource }[];

/** One of the actions above. */
export type ValidationAction = (typeof VALIDATION_PERMISSIONS)[number]['action'];
