import type { ConfigurationRule } from './action-types';

/**
 * Every provider of rules that can be run. `CodeBuild` and `Commands` build, as no rule of a rehearsal does, and are refused by name.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/rule-reference.html
 */
export const RULE_TYPES = {
  CloudWatchAlarm: { required: ['AlarmName'], optional: ['AlarmStates', 'WaitTime'] },
  DeploymentWindow: { required: ['Cron'], optional: ['TimeZone'] },
  LambdaInvoke: { required: ['FunctionName'], optional: ['UserParameters'] },
  VariableCheck: {
    required: ['Operator', 'Value', 'Variable'],
    optional: [],
    values: { Operator: ['EQ', 'NE', 'CONTAINS', 'MATCHES'] },
  },
} as const satisfies Readonly<Record<string, ConfigurationRule>>;

/** A provider of rules that can be run. */
export type RuleType = keyof typeof RULE_TYPES;

/** Whether rules of a provider can be run. */
export const isRuleType = (provider: string): provider is RuleType => Object.hasOwn(RULE_TYPES, provider);

/** What a provider's rules are configured with. */
export const ruleTypeRule = (type: RuleType): ConfigurationRule => RULE_TYPES[type];
