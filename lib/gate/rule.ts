import type { StackTemplate } from './template';

/** One rule violated by one resource of a final template. */
export interface Finding {
  readonly stack: StackTemplate;
  readonly logicalId: string;
  /** What is wrong with this resource, one sentence. */
  readonly because: string;
}

/** A zero-trust rule: a pure function over the final templates of one target (or of the pipeline). */
export interface Rule {
  /** For example `ZT-06-LogsKeyLetsCloudWatchLogsIn`. */
  readonly id: string;
  /** The requirement as a positive sentence. */
  readonly requires: string;
  readonly why: string;
  readonly fix: string;
  /** The AWS page the rule rests on. */
  readonly source: string;
  check(stacks: readonly StackTemplate[]): readonly Finding[];
}
