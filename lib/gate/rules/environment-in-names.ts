import { own } from '../../ground/json';
import { LONGEST_NAMES } from '../../promises/name-lengths';
import { shown } from '../templates/intrinsics';
import { NAME_PROPERTY } from '../templates/physical-ids';
import type { Resource, Target } from '../templates/target';
import type { Rule } from './rule';
import { tagsOf } from './tags';

/** ZT-15: a physical name carries its environment, and what else makes it unique where names have a wider scope. */
export const environmentInNames: Rule = {
  id: 'ZT-15-EnvironmentInNames',
  requires:
    'Every physical name carries the environment; names of roles, policies and trails also the region, names of buckets account and region.',
  why: 'Two environments may share an account, and the names of buckets are shared with the whole world.',
  fix: 'Take the name from lib/contract/names.ts.',
  source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html',
  hipaa: ['164.308(a)(1)(ii)(A)'],
  appliesTo: 'target',
  check: (target) => {
    const environments = environmentsOf(target);
    return target.each(target.resources, (resource) => flaws(resource, environments));
  },
};

/** Environments that the tags of a target name: one, where all is well. */
const environmentsOf = (target: Target): readonly string[] => [
  ...new Set(
    target.resources
      .map((resource) => tagsOf(resource).get('Environment'))
      .filter((value): value is string => typeof value === 'string' && value !== ''),
  ),
];

const SCOPE: Readonly<Record<string, (resource: Resource) => readonly string[]>> = {
  'AWS::S3::Bucket': ({ stack }) => [stack.account, stack.region],
  'AWS::CloudTrail::Trail': ({ stack }) => [stack.region],
  'AWS::IAM::Role': ({ stack }) => [stack.region],
  'AWS::IAM::ManagedPolicy': ({ stack }) => [stack.region],
};

const LONGEST: Readonly<Record<string, { readonly characters: number }>> = LONGEST_NAMES;

const flaws = (resource: Resource, environments: readonly string[]): readonly string[] => {
  const property = own(NAME_PROPERTY, resource.type);
  if (property === undefined || resource.template.Properties?.[property] === undefined) return [];
  const name = resource.properties[property];
  if (typeof name !== 'string') return [`${property} is ${shown(name)}`];
  const [environment, another] = environments;
  const isPart = (part: string): boolean => new RegExp(`(^|[^a-z0-9])${escaped(part)}($|[^a-z0-9])`, 'i').test(name);
  const missing = (own(SCOPE, resource.type)?.(resource) ?? []).filter((part) => !isPart(part));
  const longest = own(LONGEST, resource.type)?.characters ?? Number.POSITIVE_INFINITY;
  return [
    ...(environment === undefined ? [`no tag says which environment ${property} ${shown(name)} must carry`] : []),
    ...(another === undefined ? [] : [`tags name several environments: ${environments.join(', ')}`]),
    ...(environment === undefined || isPart(environment) ? [] : [`${property} ${shown(name)} lacks "${environment}"`]),
    ...missing.map((part) => `${property} ${shown(name)} lacks "${part}"`),
    ...(name.length <= longest ? [] : [`${property} ${shown(name)} is longer than ${longest}`]),
  ];
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
