import type { SourceRevision } from './options';

/** The provider of the one source that hands out no files of a commit. */
export const IMAGES = 'ECR';

/** A source action, by each of the names that `--source` may call it. */
export interface SourceNames {
  readonly actionName: string;
  /** Its artifacts. */
  readonly outputs: readonly string[];
}

/** The revision that a source was given instead of the one that was pushed, by the name of its action or of its artifact. */
export const givenRevision = (
  sources: ReadonlyMap<string, SourceRevision> | undefined,
  { actionName, outputs }: SourceNames,
): SourceRevision | undefined =>
  [actionName, ...outputs].map((name) => sources?.get(name)).find((revision) => revision !== undefined);
