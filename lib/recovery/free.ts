import type { StackAccess } from './stack-access';
import { type Busy, type Left, PAGES, type Remedy, remedyOf } from './stuck';

/** What is to be done about a stack; undefined where there is none, or it stands in nobody's way. */
export const remedyAt = async (
  access: StackAccess,
  stack: string,
  busy: () => Promise<Busy>,
): Promise<Remedy | undefined> => {
  const facts = await access.facts(stack);
  if (facts === undefined) return undefined;
  const idle = remedyOf(facts, undefined);
  // Whether a release is at work is asked only where it matters.
  const remedy = idle.steps.length === 0 ? idle : remedyOf(facts, await busy());
  return remedy.steps.length + remedy.left.length === 0 ? undefined : remedy;
};

/** Does every step, and answers what is left for a person: what was before, and what did not come to a good end. */
export const freed = async (access: StackAccess, stack: string, { steps, left }: Remedy): Promise<readonly Left[]> => {
  for (const step of steps) {
    const status = await access.perform(stack, step);
    if (status?.endsWith('_FAILED'))
      return [...left, { because: `${step.does} was tried, and left it in ${status}`, page: FAILED[step.does] }];
  }
  return left;
};

/** Where the runbook goes on when a step was tried in vain. */
const FAILED = {
  'delete-stack': PAGES.creationKept,
  'delete-change-set': PAGES.changeSet,
  'continue-rollback': PAGES.updateKept,
} as const;
