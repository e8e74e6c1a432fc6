import type { DeliveryConfig } from '../config';
import type { Day } from '../contract/grace';
import type { JsonObject } from '../ground/json';
import type { DoctorCloud } from './cloud/doctor-cloud';

/** A stack of a synthesis. */
export interface SynthesizedStack {
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  /** Of the bootstrap it is deployed with. */
  readonly qualifier: string;
  readonly template: JsonObject;
}

/** Something that others end. */
export interface AnnouncedEnd {
  readonly subject: string;
  readonly days: readonly { readonly day: Day; readonly what: string }[];
  readonly source: string;
}

/** What a synthesis came to. */
export interface Synthesized {
  readonly stacks: readonly SynthesizedStack[];
  /** Version of the assembly's manifest, its first number. */
  readonly schemaVersion: number;
  /** The least version of a bootstrap with which it can be deployed. */
  readonly bootstrapVersion: number;
  readonly ends: readonly AnnouncedEnd[];
}

/** A template that was another one in a second synthesis; undefined where there was no second one. */
export type Repetition = readonly string[] | undefined;

/** The working tree that releases come from. */
export interface Repository {
  /** Files that are not committed, as `git status` names them; undefined outside of a repository. */
  readonly uncommitted: readonly string[] | undefined;
  readonly remotes: readonly { readonly name: string; readonly url: string }[];
}

/** How a branch of a remote stands to HEAD. */
export type BranchState = 'has HEAD' | 'lacks HEAD' | 'missing' | 'not fetched';

/** An acknowledgement and its last day. */
export interface Expiring {
  readonly cause: string;
  readonly expires: Day;
  readonly at: string;
}

/** This machine and the project on it. Every answer may fail; the check then could not look. */
export interface DoctorMachine {
  repository(): Promise<Repository>;
  /** Asks the remote itself. */
  branch(remote: string, branch: string): Promise<BranchState>;
  /** Seconds by which this clock is ahead of AWS's. */
  clockAhead(region: string): Promise<number>;
  /** For example `20.19.0`. */
  readonly node: string;
  /** Package → its version in the lockfile and in node_modules. */
  packages(): Promise<readonly { readonly name: string; readonly locked: string; readonly installed: string }[]>;
  /** The newest manifest that the installed CDK CLI reads, its first number. */
  readableSchema(): Promise<number>;
  acknowledgements(): Promise<readonly Expiring[]>;
  nodeEnd(): AnnouncedEnd;
}

/** An account and region of the configuration. */
export interface DoctorPlace {
  readonly account: string;
  readonly region: string;
  /** Whether the pipeline lives there. */
  readonly tools: boolean;
  readonly cloud: DoctorCloud;
}

/** What is examined. */
export interface Patient {
  readonly config: DeliveryConfig;
  /** Whether AWS itself is asked, and not an emulator. */
  readonly real: boolean;
  readonly today: Day;
  readonly machine: DoctorMachine;
  /** Once for all. @throws {UserError} when it fails, or the gate says no */
  synthesis(): Promise<Synthesized>;
  repetition(): Promise<Repetition>;
  readonly places: readonly DoctorPlace[];
  /** Another region of an account of the places. */
  cloudAt(account: string, region: string): DoctorCloud;
  /** The place in which the pipeline lives; one of `places`. */
  readonly tools: DoctorPlace;
}
