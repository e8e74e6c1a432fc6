import type { ApprovalDecision, ApprovalRequest } from '../executor/event';
import type { ProgressEvent } from '../progress';

/** Shows a rehearsal while it runs. */
export interface View {
  show(event: ProgressEvent): void;
  /** Leaves the screen to a question and comes back. */
  during<T>(question: () => Promise<T>): Promise<T>;
  /** Draws for the last time. */
  close(): void;
}

/** What a person needs to know to decide. */
export interface ApprovalContext {
  readonly request: ApprovalRequest;
  readonly commit: { readonly id: string; readonly subject: string };
  /** What the last validated environment answered, `dev: 12 pass, 0 fail, 0 cannot tell`. */
  readonly validations: readonly string[];
  /** Files of the pages that the review link shows; none where it leads elsewhere. */
  readonly pages: readonly string[];
  /** What the release changes there, the worst first; none where nobody has compared it. */
  readonly changes: readonly ApprovalChange[];
  /** Every change with what it was and is, in lines. */
  diff(): readonly string[];
  /** Shows every page, and answers in a sentence each whether that was possible. */
  open(): Promise<readonly string[]>;
}

/** One change that an approval is about. */
export interface ApprovalChange {
  /** What is said of one such change and of several, with their number before it: `wants a look`, `want a look`. */
  readonly kinds: { readonly one: string; readonly several: string };
  readonly isDanger: boolean;
  readonly title: string;
}

export type Decide = (context: ApprovalContext, signal: AbortSignal) => Promise<ApprovalDecision>;
