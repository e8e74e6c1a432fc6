import type { StackAccess } from './stack-access';
import { adoptionRemedy, type Busy, type Left, PAGES, type Remedy, remedyOf } from './stuck';

/** What is to be done about a stack, or instead of one; undefined where nothing stands in the way of its next deployment. */
export const remedyAt = async (
  access: StackAccess,
  stack: string,
  busy: () => Promise<Busy>,
): Promise<Remedy | undefined> => {
  const facts = await access.facts(stack);
  const behind = facts === undefined ? await access.leftBehind(stack) : undefined;
  const given = (why: Busy): Remedy => (facts === undefined ? adoptionRemedy(behind, why) : remedyOf(facts, why));
  const idle = given(undefined);
  // Whether a release is at work is asked only where it matters.
  const remedy = idle.steps.length === 0 ? idle : given(await busy());
  return remedy.steps.length + remedy.left.length === 0 ? undefined : remedy;
};

/** Does every step, and answers what is left for a person: what was before, and what did not come to a good end. */
export const freed = async (access: StackAccess, stack: string, { steps, left }: Remedy): Promise<readonly Left[]> => {
  for (const step of steps) {
    const wrong = await access.perform(stack, step);
    if (wrong !== undefined)
      return [...left, { because: `${step.does} was tried, and ${wrong}`, page: FAILED[step.does] }];
  }
  return left;
};

/** Where the runbook goes on when a step was tried in vain. */
const FAILED = {
  'delete-stack': PAGES.creationKept,
  'delete-change-set': PAGES.changeSet,
  'continue-rollback': PAGES.updateKept,
  'import-resources': PAGES.retainedNames,
} as const;
