import type { Target } from '../templates/target';
import type { Finding, TargetStacks } from '../templates/template';

/** A zero-trust rule: a pure function over the final templates of one target (or of the pipeline). */
export interface Rule {
  /** For example `ZT-06-LogsKeyLetsCloudWatchLogsIn`; begins with the id of the requirement. */
  readonly id: string;
  /** The requirement as a positive sentence. */
  readonly requires: string;
  readonly why: string;
  readonly fix: string;
  /** The AWS page the rule rests on. */
  readonly source: string;
  /** HIPAA Security Rule controls it serves, for example `164.312(a)(2)(iv)`. */
  readonly hipaa: readonly string[];
  /** Stacks it is asked of: a target's, the pipeline's (with its helpers in other regions), or both. */
  readonly appliesTo: 'target' | 'pipeline' | 'any';
  /** What violates it; `target.each(type, flaws)` asks each resource of a type. */
  check(target: Target): readonly Finding[];
}

/** Id of the requirement a rule enforces, for example `ZT-06`. */
export const requirementOf = ({ id }: Pick<Rule, 'id'>): string => id.split('-').slice(0, 2).join('-');

/** Whether a rule is asked of these stacks. */
export const isApplied = ({ appliesTo }: Rule, { kind }: Pick<TargetStacks, 'kind'>): boolean =>
  appliesTo === 'any' || appliesTo === kind;
