/** What stands in brackets behind a rule that could not tell: `AwsSolutions-EC23[CannotTell]`. */
export const CANNOT_TELL = 'CannotTell';

/** Whether a finding says that its rule could not tell, and not that it is violated. */
export const isUntold = (finding: string): boolean => finding.endsWith(`[${CANNOT_TELL}]`);

/** Why such a finding is there; `isWrong` is what the rule would say of a violation. */
export const whyUntold = (isWrong: string): string =>
  `the rule cannot tell, because it reads a value that only CloudFormation will know (or it failed); it is about this: ${isWrong}`;
