import type { KeptBuilds } from './actions/codebuild/reuse/kept-builds';
import type { ActionId, ActionOutput, ApprovalDecision, ApprovalRequest, ExecutorEvent } from './event';

/** A commit that was pushed. */
export interface SourceRevision {
  readonly commitId: string;
  readonly branch: string;
  readonly message: string;
  readonly author: string;
  /** ISO 8601; without it the source's variable `AuthorDate` does not exist. */
  readonly authorDate?: string;
  /** Writes the commit's files (never the working tree) into an empty directory. */
  checkout(directory: string): Promise<void>;
  /** Writes them as a repository with the commit's history; undefined where there is none. */
  clone?(directory: string): Promise<void>;
}

/** The roll-back of a stage to an execution that has succeeded in it. */
export interface RollBack {
  readonly stageName: string;
  readonly targetPipelineExecutionId: string;
  /** What asked for it; undefined where the endpoint knows. */
  readonly trigger?: { readonly triggerType: 'AutomatedRollback'; readonly triggerDetail: string };
}

/** What befalls an action that is to go wrong, with its particulars; undefined where nothing does. */
export type Strike = (
  what: 'crashed-build' | 'expired' | 'later' | 'lost-connection' | 'rejected',
  action: ActionId,
) => Readonly<Record<string, string>> | undefined;

/** What the executor needs to run one execution of a deployed pipeline. */
export interface ExecutorOptions {
  readonly endpoint: string;
  /** Environment variables with credentials for the tools account, as `Emulator.environment` returns them. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly region: string;
  readonly pipelineName: string;
  readonly pipelineExecutionId: string;
  readonly revision: SourceRevision;
  /** What sources hand out instead of the revision, by the name of the action or of its artifact. */
  readonly sources?: ReadonlyMap<string, SourceRevision>;
  /** Only this stage is run, with what another execution had before it. */
  readonly rollback?: RollBack;
  /** The endpoint has started it and knows by what. @default a push to the revision's branch has */
  readonly startedThere?: boolean;
  /** Values of the pipeline's variables, over their defaults. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Private directory for sources, builds and artifacts; the caller removes it. */
  readonly workDirectory: string;
  /** Receives one `<stage>.<action>.log` per action. */
  readonly logDirectory: string;
  /** `node_modules` directories from which pinned global tool installs are served. */
  readonly toolDirectories: readonly string[];
  /** npm's cache directory, shared by all builds. */
  readonly npmCache: string;
  /** Directory, kept from rehearsal to rehearsal, for the versions of Node with which images start. */
  readonly runtimeCache: string;
  /**
   * What builds need of this machine: `PATH`, proxies, certificates, npm's registries. Everything that makes a build's environment is set
   * over it. @default this process's `PATH`
   */
  readonly buildEnvironment?: Readonly<Record<string, string>>;
  /** Answers an approval; undefined where whoever answers does so at the endpoint. Rejects only when nobody can be asked. */
  readonly approve: (request: ApprovalRequest, signal: AbortSignal) => Promise<ApprovalDecision | undefined>;
  /** How long an execution that failed or was stopped waits for a retry at the endpoint. @default 0 */
  readonly retryMilliseconds?: number;
  /** How long it waits in front of a stage whose transition is disabled. @default as long as it takes */
  readonly transitionMilliseconds?: number | undefined;
  /**
   * Whoever rehearses, in an account: reads what AWS's console shows, for which no role of the pipeline is asked there.
   * @default the action's own role
   */
  readonly reader?: (place: { readonly account: string; readonly region: string }) => {
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly region: string;
  };
  /** Asked where something can go wrong. @default nothing does */
  readonly strike?: Strike;
  /** Told of a build's artifacts, before anything uses them; where it rejects, the build fails. */
  readonly built?: (outputs: readonly ActionOutput[]) => Promise<void>;
  /** Builds that may be taken over, and where more are kept. @default every build is run */
  readonly keptBuilds?: KeptBuilds;
  readonly emit: (event: ExecutorEvent) => void;
  readonly signal: AbortSignal;
}
