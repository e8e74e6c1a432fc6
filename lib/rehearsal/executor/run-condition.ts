import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { ConditionStatus, Status } from './event';
import { describeError } from './failure';
import type { PlannedCondition, PlannedRule } from './plan/plan';
import { ruleHandlerOf } from './rules/handlers';
import { deadline, type ExecutionAttempt } from './run-stage';
import { resolveConfiguration } from './variables';

/** How a condition ended; what its rules found, in one line. */
export interface ConditionEnd {
  readonly status: ConditionStatus;
  readonly summary: string;
}

/** How a rule ended. */
interface RuleEnd {
  readonly status: Extract<Status, 'Succeeded' | 'Failed' | 'Abandoned'>;
  readonly summary: string;
}

/**
 * Looks at a condition of a stage: all its rules at once, and one that fails fails it. Ends before they do where somebody
 * overrides it, or the execution is stopped. A condition without rules is never met.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/concepts-how-it-works-conditions.html
 */
export const judgeCondition = async (
  stageName: string,
  condition: PlannedCondition,
  attempt: ExecutionAttempt,
): Promise<ConditionEnd> => {
  const { moment, result, rules } = condition;
  if (rules.length === 0) return { status: 'Failed', summary: `${stageName} has failed` };
  const { notes, options } = attempt;
  const names = rules.map(({ ruleName, provider }) => `${ruleName} (${provider})`);
  await notes.condition(stageName, moment, 'InProgress');
  options.emit({ type: 'condition-started', time: now(), stageName, moment, rules: names });
  const { status, found } = await runRules(stageName, condition, attempt);
  const engaged = status === 'Failed' ? `: ${result}` : '';
  const summary = `${moment} condition of ${stageName} ${status}${engaged}${found === '' ? '' : `, ${found}`}`;
  await notes.condition(stageName, moment, status, summary);
  options.emit({ type: 'condition-ended', time: now(), stageName, moment, status, summary });
  return { status, summary };
};

const runRules = async (
  stageName: string,
  { moment, rules }: PlannedCondition,
  attempt: ExecutionAttempt,
): Promise<{ readonly status: ConditionStatus; readonly found: string }> => {
  const over = new AbortController();
  const signal = AbortSignal.any([attempt.options.signal, over.signal]);
  setMaxListeners(0, signal);
  const ends = Promise.all(rules.map((rule) => runRule(rule, moment, attempt, signal)));
  // It rejects with the signal, and where no order can come: then the rules decide.
  const told = attempt.orders.interruption(stageName, moment, signal).catch(() => undefined);
  const first = (await Promise.race([ends, told])) ?? (await ends);
  over.abort();
  const all = await ends;
  if (first === 'Overridden' || first === 'Abandoned') return { status: first, found: '' };
  if (attempt.options.signal.aborted) return { status: 'Abandoned', found: '' };
  const failed = all.flatMap(({ status, summary }, i) =>
    status === 'Succeeded' ? [] : [`${rules[i]?.ruleName}: ${summary}`],
  );
  const found = failed.length === 0 ? all.map(({ summary }) => summary) : failed;
  return { status: failed.length === 0 ? 'Succeeded' : 'Failed', found: found.join('; ') };
};

/** Runs one rule as its own role. Never rejects: whatever goes wrong is how the rule ended. */
const runRule = async (
  rule: PlannedRule,
  moment: PlannedCondition['moment'],
  attempt: ExecutionAttempt,
  stop: AbortSignal,
): Promise<RuleEnd> => {
  const { notes, namespaces, cloud, exchange, orders, options, roles } = attempt;
  const run = { id: randomUUID(), token: randomUUID() };
  const { signal, timedOut } = deadline(stop, rule.timeoutInMinutes);
  let configuration = rule.configuration;
  const end = await (async (): Promise<RuleEnd> => {
    configuration = resolveConfiguration(configuration, namespaces, `rule ${rule.stageName}/${rule.ruleName}`);
    await notes.rule(rule, moment, run, 'InProgress', configuration);
    const access = { credentials: await roles.action(rule.ownRoleArn), region: rule.region };
    const context = { rule, configuration, access, cloud, exchange, orders, options, token: run.token, signal };
    return ruleHandlerOf(rule.provider).run(context);
  })().catch((error: unknown): RuleEnd => {
    if (stop.aborted) return { status: 'Abandoned', summary: 'abandoned: nobody waits for it any more' };
    if (timedOut()) return { status: 'Failed', summary: `timed out after ${rule.timeoutInMinutes} minutes` };
    return { status: 'Failed', summary: describeError(error) };
  });
  await notes.rule(rule, moment, run, end.status, configuration, end.summary);
  return end;
};

const now = (): string => new Date().toISOString();
