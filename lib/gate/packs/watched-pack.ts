import type { IPolicyValidationPlugin } from 'aws-cdk-lib';

/** A pack that can prove it looked. */
export interface WatchedPack extends IPolicyValidationPlugin {
  /** Whether it asks resource by resource or reads whole templates. */
  readonly looksAt: 'resources' | 'stacks';
  /** Construct paths of the resources or stacks it has looked at. */
  readonly looks: ReadonlySet<string>;
  /** SHA-256 of the template files it has read, by stack path. @default - it does not tell */
  readonly digests?: ReadonlyMap<string, string>;
  /** Its rules, and where it asked them. @default - it does not tell its rules */
  readonly rules?: readonly AskedRule[];
  /** Milliseconds it has taken. @default - nobody measured */
  readonly spent?: number;
}

/** A rule as a pack has asked it. */
export interface AskedRule {
  readonly id: string;
  /** The requirement, in the pack's own words. */
  readonly requires: string;
  /** HIPAA Security Rule controls it serves. */
  readonly hipaa: readonly string[];
  readonly source?: string;
  /** How many resources it had something to say about, by stack path; stacks it was not asked of are not there. */
  readonly answers: ReadonlyMap<string, number>;
  /** Why it has no answer for the other stacks. */
  readonly elsewhere: string;
}

/** A pack's name without spaces, as it stands in ids and in the report: `CloudFormation-Validate`. */
export const reportedName = (pluginName: string): string => pluginName.replaceAll(' ', '-');
