import type { ArtifactExchange } from '../artifacts/artifact-exchange';
import type { Access, ExecutorCloud } from '../cloud/cloud';
import type { ActionOutput } from '../event';
import type { ExecutorOptions } from '../options';
import type { Orders } from '../orders';
import type { PlannedAction } from '../plan/plan';
import type { Roles } from '../roles';

/** What a handler gets to run one action. */
export interface ActionContext {
  readonly action: PlannedAction;
  /** The action's configuration without references. */
  readonly configuration: Readonly<Record<string, string>>;
  /** The action's role in the action's region. */
  readonly access: Access;
  readonly cloud: ExecutorCloud;
  readonly roles: Roles;
  readonly exchange: ArtifactExchange;
  readonly orders: Orders;
  /** By which this run of the action is answered, where it is an approval. */
  readonly token: string;
  readonly options: ExecutorOptions;
  /** Something before it that may have changed what a build looks at. */
  readonly follows?: string;
  /** An empty private directory. */
  readonly directory: string;
  readonly log: (line: string) => void;
  /** Given when the action is to be abandoned. */
  readonly signal: AbortSignal;
}

/** How an action ended. A failed action has published no artifact; `outputs` shows what it wrote all the same. */
export interface ActionOutcome {
  readonly status: 'Succeeded' | 'Failed';
  readonly summary: string;
  readonly outputs?: readonly ActionOutput[];
  readonly variables?: Readonly<Record<string, string>>;
  /** The execution whose build it was taken over from. */
  readonly cached?: string;
  /** It is known to have asked AWS for nothing. */
  readonly isQuiet?: boolean;
}

/** Runs the actions of one provider. @throws {Failure} when the action fails for a reason that a person can act on */
export interface Handler {
  run(context: ActionContext): Promise<ActionOutcome>;
}
