/** A stack as CloudFormation has it. */
export interface DeployedStack {
  /** For example `UPDATE_COMPLETE`. */
  readonly status: string;
  /** The template as it was given; absent where nothing was ever created from one. */
  readonly template?: string;
}

/** The only calls that a review makes of AWS. */
export interface DeployedStacks {
  /** A stack by its name; undefined where there is none. Throws {@link CallRefused} where the role may not look. */
  stack(name: string): Promise<DeployedStack | undefined>;
}
