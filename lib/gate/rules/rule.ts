import type { StackTemplate } from '../templates/template';

/** One rule violated by one resource of a final template. */
export interface Finding {
  readonly stack: StackTemplate;
  readonly logicalId: string;
  /** What is wrong with this resource, one sentence. */
  readonly because: string;
}

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
  check(stacks: readonly StackTemplate[]): readonly Finding[];
}

/** Id of the requirement a rule enforces, for example `ZT-06`. */
export const requirementOf = ({ id }: Pick<Rule, 'id'>): string => id.split('-').slice(0, 2).join('-');
