/** A stack as CloudFormation has it. */
export interface DeployedStack {
  /** For example `UPDATE_COMPLETE`. */
  readonly status: string;
  /** The template as it was given; absent where nothing was ever created from one. */
  readonly template?: string;
}

/** The only calls that a review makes of AWS. */
export interface DeployedStacks {
  /** A stack by its name; undefined where there is none. Throws {@link NotAllowed} where the role may not look. */
  stack(name: string): Promise<DeployedStack | undefined>;
}

/** The role that reads the templates cannot be had, or may not read them. */
export class NotAllowed extends Error {
  override readonly name = 'NotAllowed';

  constructor(
    /** `sts:AssumeRole`, or the action that was refused. */
    readonly action: string,
    message: string,
  ) {
    super(message);
  }
}
