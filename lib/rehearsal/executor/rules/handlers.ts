import type { RuleType } from '../plan/rule-types';
import { cloudWatchAlarm } from './cloudwatch-alarm';
import { deploymentWindow } from './deployment-window';
import { lambdaInvoke } from './lambda-invoke';
import type { RuleHandler } from './rule';
import { variableCheck } from './variable-check';

const HANDLERS: Readonly<Record<RuleType, RuleHandler>> = {
  CloudWatchAlarm: cloudWatchAlarm,
  DeploymentWindow: deploymentWindow,
  LambdaInvoke: lambdaInvoke,
  VariableCheck: variableCheck,
};

/** The handler of a rule's provider. */
export const ruleHandlerOf = (type: RuleType): RuleHandler => HANDLERS[type];
