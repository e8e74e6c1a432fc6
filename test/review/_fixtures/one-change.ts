import { headline } from '../../../lib/reports/review/headline';
import { reviewPage } from '../../../lib/reports/review/review-page';
import { review } from '../../../lib/review/review';
import type { ReviewedStack, ReviewedTemplate } from '../../../lib/review/template';
import { earlier, releaseOf, stack, TODAY } from './releases';

/** A template's only resource. */
export const made = (Type: string, path: string, Properties: object = {}, rest: object = {}) => ({
  It: { Type, Properties, Metadata: { 'aws:cdk:path': `Delivery/prod/Data/${path}/Resource` }, ...rest },
});

/** The data stack of `prod`. */
export const prod = (resources: ReviewedTemplate, sections: ReviewedTemplate = {}) =>
  stack(resources, { stackName: 'data-prod', path: 'Delivery/prod/Data', environment: 'prod', sections });

/** What a person reads first of a release. */
export const decided = (before: readonly ReviewedStack[], after: readonly ReviewedStack[]) => {
  const release = releaseOf(after);
  const told = review(earlier(before), release, { today: TODAY });
  const { tone, word } = headline(told, release.report);
  return {
    told,
    said: `${tone}: ${word}`,
    html: reviewPage({ review: told, report: release.report, validations: [] }),
  };
};

/** The same resource with other properties. */
export const changed = (type: string, path: string, before: object, after: object) =>
  [made(type, path, before), made(type, path, after)] as const;

/** What keeps a resource and its data. */
export const kept = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
