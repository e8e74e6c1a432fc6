import { nearMisses } from '../../ground/near-misses';
import { UserError } from '../../ground/user-error';
import type { ApprovalDecision, ApprovalRequest } from '../executor/event';
import type { Summary } from '../record/summary';

/** Who answers the pipeline's approvals. */
export type ApprovalPolicy =
  | { readonly kind: 'all' | 'none' | 'ask' }
  /** The approvals of these stages are given; the others are asked for. */
  | { readonly kind: 'named'; readonly stageNames: readonly string[] };

/** Puts an approval to a person; undefined where whoever answers does so at the endpoint. */
export type Ask = (request: ApprovalRequest, signal: AbortSignal) => Promise<ApprovalDecision | undefined>;

/** What is known when an approval is asked for. */
export interface Known {
  readonly summary: Summary | undefined;
  /** Files of the pages that the approval points to; none where it points to nothing in S3. */
  readonly pages: readonly string[];
}

/** Puts an approval to a person, with what is known at that moment. */
export type AskWith = (request: ApprovalRequest, known: Known, signal: AbortSignal) => Promise<ApprovalDecision>;

const WORDS = ['all', 'none', 'ask'] as const;

/** Reads `--approve`. Without it a person is asked where there is a terminal, else everything is approved. */
export const parseApprovalPolicy = (text: string | undefined, interactive: boolean): ApprovalPolicy => {
  if (text === undefined) return { kind: interactive ? 'ask' : 'all' };
  const word = WORDS.find((each) => each === text);
  if (word !== undefined) return { kind: word };
  const stageNames = text.split(',').map((name) => name.trim());
  const meant = WORDS.find((each) => stageNames.some((name) => name.toLowerCase() === each));
  if (meant !== undefined || stageNames.includes('')) {
    const hint = meant === undefined ? '' : `, did you mean ${meant}? It stands alone, in small letters`;
    throw new UserError(
      `--approve must be all, none, ask or names of environments with commas between, got "${text}"${hint}`,
    );
  }
  return { kind: 'named', stageNames };
};

/** @throws {UserError} when the policy names a stage that no pipeline definition in sight has */
export const checkApprovalNames = (policy: ApprovalPolicy, stageNames: readonly string[]): void => {
  if (policy.kind !== 'named') return;
  const unknown = policy.stageNames.find((name) => !stageNames.includes(name));
  if (unknown === undefined) return;
  const [meant] = nearMisses(unknown, stageNames);
  const hint = meant === undefined ? '' : `, did you mean ${meant}? It`;
  throw new UserError(
    `--approve names "${unknown}", which is no stage of the pipeline${hint || ': it'} has ${stageNames.join(', ')}`,
  );
};

/** Answers one approval by the policy. */
export const decide = (policy: ApprovalPolicy, stageName: string): 'approve' | 'reject' | 'ask' => {
  switch (policy.kind) {
    case 'all':
      return 'approve';
    case 'none':
      return 'reject';
    case 'ask':
      return 'ask';
    case 'named':
      return policy.stageNames.includes(stageName) ? 'approve' : 'ask';
    default:
      return policy satisfies never;
  }
};

/**
 * Turns a policy into what the executor asks. Where nobody can be asked here, a release waits for an answer at the endpoint
 * only where `ask` was said; an approval that names leave open is a no.
 */
export const approver =
  (policy: ApprovalPolicy, ask: Ask | undefined): Ask =>
  async (request, signal) => {
    const answer = decide(policy, request.stageName);
    if (answer === 'approve') return { status: 'Approved', summary: 'approved by the rehearsal, not by a person' };
    if (answer === 'reject') return { status: 'Rejected', summary: 'nobody approves this release (--approve none)' };
    if (ask === undefined && policy.kind === 'ask') return undefined;
    if (ask === undefined) {
      return {
        status: 'Rejected',
        summary: `there is no terminal to ask for the approval of ${request.stageName}: use --approve ${request.stageName}`,
      };
    }
    return ask(request, signal);
  };
