/** Answer to a yes-or-no question that may be beyond what the evaluator knows. */
export type Answer =
  | { readonly is: 'yes' }
  | { readonly is: 'no' }
  | { readonly is: 'unknown'; readonly because: string };

export const YES: Answer = { is: 'yes' };
export const NO: Answer = { is: 'no' };

/** An answer nobody may read as yes or no. */
export const unknown = (because: string): Answer => ({ is: 'unknown', because });

export const yesIf = (holds: boolean): Answer => (holds ? YES : NO);

/** Yes when every answer is; one no decides, whatever else is unknown. */
export const all = (answers: readonly Answer[]): Answer =>
  answers.find(({ is }) => is === 'no') ?? answers.find(({ is }) => is === 'unknown') ?? YES;

/** Yes when some answer is; one yes decides, whatever else is unknown. */
export const any = (answers: readonly Answer[]): Answer =>
  answers.find(({ is }) => is === 'yes') ?? answers.find(({ is }) => is === 'unknown') ?? NO;

export const not = (answer: Answer): Answer => (answer.is === 'unknown' ? answer : yesIf(answer.is === 'no'));
