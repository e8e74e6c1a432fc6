import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Pipeline } from '../executions/pipeline';

/** A commit, as its author wrote it. */
export interface ServedCommit {
  readonly id: string;
  readonly subject: string;
  readonly author: string;
  /** ISO 8601. */
  readonly authorDate: string;
}

/** What is shown, and who is asked to do something about it. */
export interface Served {
  /** What people call the app. */
  readonly app: string;
  readonly pipeline: Pipeline;
  /** Directory of the app's records. */
  readonly records: string;
  /** The branch whose pushes are releases. */
  readonly branch: string;
  /** The bare repository that is pushed to. */
  readonly remote: string;
  readonly commits: {
    commit(revision: string): Promise<ServedCommit | undefined>;
    /** A patch against another commit, or the parent; undefined where it is too long. */
    changes(before: string | undefined, commitId: string): Promise<string | undefined>;
  };
  /** Speaks git's protocol with whoever was let in. */
  readonly git: (path: string, request: IncomingMessage, response: ServerResponse) => Promise<void>;
}
