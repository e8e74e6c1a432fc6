import type { ArtifactExchange } from '../artifacts/artifact-exchange';
import type { Access, ExecutorCloud } from '../cloud/cloud';
import type { ExecutorOptions } from '../options';
import type { Orders } from '../orders';
import type { PlannedRule } from '../plan/plan';

/** What a handler gets to run one rule of a condition. */
export interface RuleContext {
  readonly rule: PlannedRule;
  /** The rule's configuration without references. */
  readonly configuration: Readonly<Record<string, string>>;
  /** The rule's role in the rule's region. */
  readonly access: Access;
  readonly cloud: ExecutorCloud;
  readonly exchange: ArtifactExchange;
  readonly orders: Orders;
  readonly options: ExecutorOptions;
  /** By which this run of the rule is answered, where somebody answers it. */
  readonly token: string;
  /** Given when the rule is to be abandoned. */
  readonly signal: AbortSignal;
}

/** How a rule ended. */
export interface RuleOutcome {
  readonly status: 'Succeeded' | 'Failed';
  readonly summary: string;
}

/** Runs the rules of one provider. @throws {Failure} when the rule fails for a reason that a person can act on */
export interface RuleHandler {
  run(context: RuleContext): Promise<RuleOutcome>;
}
