/** The templates of the release that a target is said to run. */
export interface ReleasedTemplates {
  /** The template of a stack as text; undefined when the release has none for it there. */
  template(stackName: string, account: string, region: string): Promise<string | undefined>;
}
