import type { ArtifactExchange } from './artifacts/artifact-exchange';
import type { Cloud } from './cloud/cloud';
import type { Notes } from './notes';
import type { ExecutorOptions } from './options';
import type { Plan } from './plan/plan';
import type { Roles } from './roles';

/** One run through the definition from Source on; a changed definition makes another attempt of the same execution. */
export interface Attempt {
  readonly plan: Plan;
  readonly options: ExecutorOptions;
  readonly cloud: Cloud;
  readonly roles: Roles;
  readonly exchange: ArtifactExchange;
  /** Variables by namespace; succeeded actions add theirs. */
  readonly namespaces: Map<string, Readonly<Record<string, string>>>;
  /** What CodePipeline is to remember of it. */
  readonly notes: Notes;
  /** Private directory of this attempt. */
  readonly directory: string;
}
