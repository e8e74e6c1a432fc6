import { isObject, listAt, objectAt } from '../../ground/json';
import { TAGS } from '../../promises';
import { Unresolved } from '../templates/intrinsics';
import types from '../templates/taggable.json';
import type { Resource } from '../templates/target';
import type { Rule } from './rule';

/** ZT-14: everything that can carry tags carries all of them. */
export const tags: Rule = {
  id: 'ZT-14-Tags',
  requires: `Everything taggable carries the tags ${Object.keys(TAGS).join(', ')}.`,
  why: 'Who finds a resource must see whose it is, what it holds and whom to ask.',
  fix: 'Tag stack or construct with tagEverything; owners and cost centres stand in delivery.config.ts.',
  source: 'https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html',
  hipaa: ['164.308(a)(1)(ii)(A)', '164.310(d)(2)(iii)'],
  appliesTo: 'any',
  check: (target) =>
    target.each(
      target.resources.filter(({ type }) => TAGGABLE.has(type)),
      flaws,
    ),
};

/** A resource's tags, written as a list or as an object. */
export const tagsOf = ({ properties }: Resource): ReadonlyMap<string, unknown> => {
  const { Tags: given } = properties;
  if (isObject(given) && !(given instanceof Unresolved)) return new Map(Object.entries(given));
  return new Map(listAt(given).map((each) => [String(objectAt(each)['Key']), objectAt(each)['Value']]));
};

const flaws = (resource: Resource): readonly string[] => {
  const own = tagsOf(resource);
  const isSet = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';
  const bad = Object.entries(TAGS)
    .filter(([key, wanted]) => (wanted === undefined ? !isSet(own.get(key)) : own.get(key) !== wanted))
    .map(([key]) => key);
  return bad.length === 0 ? [] : [`the tags ${bad.join(', ')} are missing or not as they should be`];
};

/**
 * Types whose property `Tags` CloudFormation knows, from AWS's own resource schemas as the CDK publishes them
 * (`@aws-cdk/aws-service-spec`; a test compares). The few that call the property otherwise are not among them.
 */
export const TAGGABLE: ReadonlySet<string> = new Set(
  Object.entries(types).flatMap(([service, names]) => names.split(' ').map((name) => `${service}::${name}`)),
);
