import type { News, Review } from '../../contract/review';
import { groupBy } from '../../ground/group-by';
import { allChanges } from './change-lines';

/** The same change in one environment or in several: one thing to decide about. */
export interface Folded {
  /** As the first of the environments has it. */
  readonly first: News;
  readonly all: readonly News[];
  /** Those that have it, in the order of the news. */
  readonly environments: readonly string[];
  /** Where in the first of them, if it is not everywhere there: a region, or an account. */
  readonly place?: string;
}

/** Puts together what changes alike in several environments. The order stays. */
export const folded = (review: Review): readonly Folded[] =>
  [...groupBy(review.news, (each) => likeness(each, review)).values()].map((all) => ({
    first: all[0] as News,
    all,
    environments: [...new Set(all.flatMap(({ environment = review.scope.environment }) => environment ?? []))],
    ...placeOf(all, review),
  }));

/** An environment of several targets has the same stack in each. */
const placeOf = (all: readonly News[], { stacks }: Review): Pick<Folded, 'place'> => {
  const [{ stackName, environment, account, region }] = all as readonly [News];
  const alike = stacks.filter((stack) => stack.stackName === stackName && stack.environment === environment);
  const here = all.filter((news) => news.stackName === stackName && news.environment === environment);
  if (account === undefined || region === undefined || here.length >= alike.length) return {};
  const isRegionAlone = alike.filter((stack) => stack.region === region).length === 1;
  return { place: isRegionAlone ? region : `${account} ${region}` };
};

/** What stays of a change without where it is: two that differ in more are two. */
const likeness = (news: News, review: Review): string => {
  const { kind, weight, title, subject, plain, logicalId = '', stackName = '', environment } = news;
  // Of what belongs to no environment, two things alike are two.
  if (environment === undefined) return JSON.stringify([kind, weight, title, stackName, logicalId]);
  const masked = (text: string): string =>
    text
      .replaceAll(new RegExp(`(?<![a-z0-9])${environment}(?![a-z0-9])`, 'g'), '<environment>')
      .replaceAll(/\b\d{12}\b/g, '<account>')
      .replaceAll(/\b[a-z]{2}(-[a-z]+)+-\d\b/g, '<region>');
  return JSON.stringify([
    kind,
    weight,
    subject,
    plain,
    masked(title),
    masked(stackName),
    withoutHash(logicalId, environment),
    // Titles name a few things and say how many more there are: those may differ.
    allChanges(news, review).map(({ sign, text }) => `${sign}${withoutHash(masked(text), environment)}`),
  ]);
};

/** The CDK ends a logical id in a hash of its path, and a rule's has the names of both its ends in it. */
const withoutHash = (logicalId: string, environment: string): string =>
  logicalId.replaceAll(environment, '').replaceAll(/[0-9A-F]{8,}/g, '');
