/** A commit that can be pushed. */
export interface Commit {
  readonly id: string;
  readonly subject: string;
  readonly author: string;
  /** ISO 8601. */
  readonly authorDate: string;
  /** The commit of the user's repository that this one shows; absent for a working tree outside any repository. */
  readonly origin?: string;
}

/** The first seven digits, as people say a commit. */
export const shortId = (commitId: string): string => commitId.slice(0, 7);
