import { counted } from '../../lib/ground/counted';
import type { Left, RecoveryStep, Remedy } from '../../lib/recovery/stuck';
import type { OwnStack } from './own-stacks';

/** A stack with what stands in the way of its next deployment. */
export interface Stuck extends Remedy {
  readonly stack: OwnStack;
}

/** What is about to be done. */
export const stuckLines = ({ stack: { name, account, region }, steps, left }: Stuck): readonly string[] => [
  `${name} in aws://${account}/${region}`,
  ...steps.map((step) => `  does  ${described(step)}: ${step.because}`),
  ...leftLines(left),
];

/** What only a person can do, and where it is written. */
export const leftLines = (left: readonly Left[]): readonly string[] =>
  left.map(({ because, page }) => `  left  ${because}${page === undefined ? '' : `: docs/runbook.md, "${page}"`}`);

const described = (step: RecoveryStep): string => {
  switch (step.does) {
    case 'delete-stack':
      return step.unprotects ? 'lifts its termination protection, and deletes it' : 'deletes it';
    case 'delete-change-set':
      return `deletes change set ${step.changeSet}`;
    case 'continue-rollback':
      return 'continues its rollback';
    case 'import-resources':
      return 'makes it of what is there, by an import that changes nothing of it';
  }
};

/** How it all came out. */
export const outcomeLine = (stacks: number, stuck: readonly Stuck[], plan: boolean): string => {
  const all = counted(stacks, 'stack');
  const open = stuck.filter(({ left }) => left.length > 0).length;
  const done = stuck.filter(({ left }) => left.length === 0).length;
  if (stuck.length === 0) return `${all}: none stands in the way of a release`;
  const rest = open === 0 ? '' : `, ${open} left for a person`;
  return plan ? `${all}: ${done} to free${rest}; bin/delivery unblock does it` : `${all}: ${done} freed${rest}`;
};

/** For a program. */
export const published = ({ stack: { name, account, region }, steps, left }: Stuck) => ({
  account,
  region,
  stack: name,
  steps,
  left,
});
