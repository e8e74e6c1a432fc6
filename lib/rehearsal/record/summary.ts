import type { Status } from '../executor/event';

/** `summary.json`, schema 1: what a rehearsal did, in CodePipeline's words. Times are ISO 8601 UTC. */
export interface Summary {
  readonly schema: 1;
  readonly pipelineName: string;
  readonly pipelineExecutionId: string;
  readonly status: Status;
  readonly commitId: string;
  readonly startTime: string;
  /** Null while the execution runs. */
  readonly endTime: string | null;
  readonly restarts: number;
  readonly stages: readonly StageSummary[];
  readonly targets: readonly TargetSummary[];
  /** What was to go wrong, where anything was. */
  readonly faults?: readonly StruckFault[];
  /** What could not be rehearsed and was not (`--partial`), where there was anything. */
  readonly notRehearsed?: readonly NotRehearsed[];
}

/** Something of a resource that was left out of a release, or a stub that stood for the resource. */
export interface NotRehearsed {
  /** Of the resource. */
  readonly type: string;
  readonly logicalId: string;
  /** Construct path. */
  readonly path: string;
  /** The stack's id. */
  readonly stack: string;
  readonly reason: string;
  /** `src/shop.ts:12`, where the assembly says it. */
  readonly at?: string;
  /** Construct paths, and outputs, of its stack that refer to it. */
  readonly dependents: readonly string[];
}

/** A fault as it was asked for, and how often it struck; null where the release came to no end that would tell. */
export interface StruckFault {
  readonly fault: string;
  readonly times: number | null;
}

/** A stage of the executed definition; one that was not reached has status null and no actions. */
export interface StageSummary {
  readonly stageName: string;
  readonly status: Status | null;
  readonly actions: readonly ActionSummary[];
}

/** The last attempt of an action. */
export interface ActionSummary {
  readonly actionName: string;
  readonly category: string;
  readonly provider: string;
  readonly runOrder: number;
  readonly status: Status;
  /** The role the action really ran as. */
  readonly roleArn: string;
  readonly startTime: string;
  readonly endTime: string | null;
  readonly summary: string;
  /** Relative to the record. */
  readonly log: string;
  /** The execution whose build was taken over instead of running it (`--cache`). */
  readonly cached?: string;
}

/** What lies in one account and region of an environment, as its own CloudFormation says. */
export interface TargetSummary {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly stacks: readonly StackSummary[];
  /** Null where no validation report was written. */
  readonly validation: CheckCounts | null;
}

/** A stack as its CloudFormation says it is. */
export interface StackSummary {
  readonly stackName: string;
  readonly status: string;
  /** By output, what can be called on this machine while the emulator runs: addresses of APIs. Left out where there is none. */
  readonly addresses?: Readonly<Record<string, string>>;
}

/** How many checks gave which answer; `report` is relative to the record. */
export interface CheckCounts {
  readonly pass: number;
  readonly fail: number;
  readonly cannotTell: number;
  readonly report: string;
}

/** What an action proved of one target. */
export interface StageValidation {
  readonly stageName: string;
  readonly account: string;
  readonly region: string;
  readonly summary: CheckCounts;
}
