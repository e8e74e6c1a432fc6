import type { PipelineDeclaration } from '../cloud/cloud';
import type { ConditionMoment } from '../event';
import { Failure } from '../failure';
import { openAt } from '../rules/cron';
import { checkConfiguration } from './check-configuration';
import type { ConditionResult, PlannedCondition, PlannedRule, PlannedStage } from './plan';
import { isRuleType, ruleTypeRule } from './rule-types';

type DeclaredStage = NonNullable<PipelineDeclaration['stages']>[number];
type DeclaredCondition = NonNullable<NonNullable<DeclaredStage['beforeEntry']>['conditions']>[number];
type DeclaredRule = NonNullable<DeclaredCondition['rules']>[number];

/** Where rules run that do not say so themselves. */
interface Place {
  readonly roleArn: string;
  readonly region: string;
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/stage-conditions.html */
const RESULTS: Readonly<Record<ConditionMoment, readonly ConditionResult[]>> = {
  beforeEntry: ['FAIL', 'SKIP'],
  onSuccess: ['FAIL', 'ROLLBACK'],
  onFailure: ['FAIL', 'ROLLBACK', 'RETRY'],
};

/**
 * Reads the conditions of a stage.
 *
 * @throws {Failure} when a rule or a result cannot be rehearsed, naming the first
 */
export const planConditions = (
  stage: DeclaredStage,
  place: Place,
): Pick<PlannedStage, 'beforeEntry' | 'onSuccess' | 'onFailure'> => {
  const { name: stageName = '', beforeEntry, onSuccess, onFailure } = stage;
  const read = (moment: ConditionMoment, declared: DeclaredCondition | undefined, otherwise?: string) =>
    planCondition(stageName, moment, declared, place, otherwise);
  const retryMode = onFailure?.retryConfiguration?.retryMode;
  return {
    ...(beforeEntry && { beforeEntry: read('beforeEntry', only(beforeEntry, stageName)) }),
    ...(onSuccess && { onSuccess: read('onSuccess', only(onSuccess, stageName)) }),
    ...(onFailure && {
      onFailure: {
        ...read('onFailure', only(onFailure, stageName), onFailure.result ?? (retryMode && 'RETRY')),
        // Not documented: without a mode what failed is retried.
        retryMode: retryMode ?? 'FAILED_ACTIONS',
      },
    }),
  };
};

/** CodePipeline takes one condition, as a list. */
const only = (
  { conditions = [] }: { readonly conditions?: DeclaredCondition[] | undefined },
  stageName: string,
): DeclaredCondition | undefined => {
  if (conditions.length > 1)
    throw new Failure(`stage ${stageName} has ${conditions.length} conditions of a kind, one is allowed`);
  return conditions[0];
};

/** Without rules the result comes at once. */
const planCondition = (
  stageName: string,
  moment: ConditionMoment,
  declared: DeclaredCondition | undefined,
  place: Place,
  otherwise: string | undefined,
): PlannedCondition => {
  const { rules = [] } = declared ?? {};
  const result = declared?.result ?? otherwise;
  const known = RESULTS[moment].find((each) => each === result);
  const where = `the ${moment} condition of stage ${stageName}`;
  if (result === undefined) throw new Failure(`${where} has no result`);
  if (known === undefined) {
    throw new Failure(
      `${where} has the result ${result}, which cannot be rehearsed: known is ${RESULTS[moment].join(', ')}`,
    );
  }
  if (moment !== 'onFailure' && rules.length === 0) throw new Failure(`${where} has no rules`);
  return { moment, result: known, rules: rules.map((rule) => planRule(rule, stageName, place)) };
};

const planRule = (rule: DeclaredRule, stageName: string, place: Place): PlannedRule => {
  const { name: ruleName = '', ruleTypeId, configuration = {}, inputArtifacts = [], roleArn, timeoutInMinutes } = rule;
  const { provider = '', owner = 'AWS', version = '1' } = ruleTypeId ?? {};
  const where = `rule ${stageName}/${ruleName}`;
  if (owner !== 'AWS' || version !== '1' || !isRuleType(provider)) {
    throw new Failure(`${where} is of type ${owner} ${provider} version ${version}, which cannot be rehearsed`);
  }
  if ((rule.commands ?? []).length > 0) throw new Failure(`${where} uses commands, which cannot be rehearsed`);
  checkConfiguration(where, provider, ruleTypeRule(provider), configuration);
  if (provider === 'DeploymentWindow') openAt(configuration['Cron'] ?? '', configuration['TimeZone'] ?? 'UTC');
  return {
    stageName,
    ruleName,
    provider,
    configuration,
    inputs: inputArtifacts.map(({ name }) => name ?? ''),
    region: rule.region ?? place.region,
    roleArn: roleArn ?? place.roleArn,
    ...(roleArn === undefined ? {} : { ownRoleArn: roleArn }),
    ...(timeoutInMinutes === undefined ? {} : { timeoutInMinutes }),
  };
};
