import type { SectionReview } from '../contract/review';
import { isObject, own } from '../ground/json';
import { isSame, keysOf } from './json';
import type { ReviewedTemplate } from './template';

/** What lies under `Resources` is compared for itself. */
const RESOURCES = 'Resources';

/** What the CDK writes into every template for its own tools. */
const OF_THE_CDK: ReadonlySet<string> = new Set(['Parameters.BootstrapVersion', 'Rules.CheckBootstrapVersion']);

/** Parameters, outputs, conditions and everything else that is no resource, entry by entry. */
export const compareSections = (before: ReviewedTemplate, after: ReviewedTemplate): readonly SectionReview[] =>
  keysOf(before, after)
    .filter((section) => section !== RESOURCES)
    .flatMap((section) => compareSection(section, own(before, section), own(after, section)))
    .filter(({ section, name, change }) => change === 'changed' || !OF_THE_CDK.has(`${section}.${name}`));

const compareSection = (section: string, before: unknown, after: unknown): readonly SectionReview[] => {
  if (isSame(before, after)) return [];
  const [was, is] = [before ?? {}, after ?? {}];
  if (!isObject(was) || !isObject(is)) return [difference({ section }, before, after)];
  return keysOf(was, is).flatMap((name) =>
    isSame(own(was, name), own(is, name)) ? [] : [difference({ section, name }, own(was, name), own(is, name))],
  );
};

const difference = (of: Pick<SectionReview, 'section' | 'name'>, before: unknown, after: unknown): SectionReview => ({
  ...of,
  change: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
  ...(before !== undefined && { before }),
  ...(after !== undefined && { after }),
});
