import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { PropertyType, SpecDatabase } from '@aws-cdk/service-spec-types';
import type { SourceLocation } from '../../contract/gate-report';
import type { Day } from '../../contract/grace';
import { isObject, type JsonObject, own } from '../../ground/json';
import { nearMisses } from '../../ground/near-misses';
import { CLOSED_WORLD, isWithin } from '../rules/closed-world/known';
import type { Allowance } from './allowance';
import { flawsOfTerms, warningsOfTerms } from './terms';

const said = ({ file, line }: SourceLocation, subject: string, what: string): string =>
  `${file}:${line}: allowance ${subject}: ${what}`;

/** What is said of allowances before anything is known of an app. */
export interface ReviewedAllowances {
  /** Allowances that nothing speaks against; the others allow nothing. */
  readonly sound: readonly Allowance[];
  readonly objections: readonly string[];
  readonly warnings: readonly string[];
}

let specification: SpecDatabase | undefined;

/** Reviews each allowance by itself and beside the others, as of a day. */
export const reviewAllowances = (allowances: readonly Allowance[], today: Day): ReviewedAllowances => {
  if (allowances.length === 0) return { sound: [], objections: [], warnings: [] }; // loading the specification takes a second
  specification ??= loadAwsServiceSpecSync();
  const known = specification;
  const flawed = allowances.map((allowance, index) => ({
    allowance,
    flaws: [
      ...flawsOfTerms(allowance, today).map((flaw) => said(allowance.causeAt, allowance.cause, flaw)),
      ...[
        ...unknown(allowance, known),
        ...judgedAlready(allowance),
        ...allowedAlready(allowance, allowances.slice(0, index)),
      ].map((flaw) => said(allowance.at, allowance.type, flaw)),
    ],
  }));
  const sound = flawed.filter(({ flaws }) => flaws.length === 0).map(({ allowance }) => allowance);
  return {
    sound,
    objections: [...new Set(flawed.flatMap(({ flaws }) => flaws))],
    warnings: [
      ...new Set(
        sound.flatMap((each) => warningsOfTerms(each, today).map((what) => said(each.causeAt, each.cause, what))),
      ),
    ],
  };
};

/** Types of custom resources are whoever's makes them: nobody knows their properties. */
const CUSTOM = /^Custom::[\w@-]+$/;

const unknown = ({ type, properties }: Allowance, all: SpecDatabase): readonly string[] => {
  if (CUSTOM.test(type)) return [];
  const [resource] = all.lookup('resource', 'cloudFormationType', 'equals', type);
  if (resource === undefined) {
    const types = all.all('resource').map(({ cloudFormationType }) => cloudFormationType);
    const alike = nearMisses(type, types);
    return [`CloudFormation has no such type${alike.length === 0 ? '' : `: did you mean ${alike.join(', ')}`}`];
  }
  return properties
    .filter((path) => !hasPath(resource.properties, path.split('.'), all))
    .map((path) => `it has no property ${path}`);
};

type Properties = Readonly<Record<string, { readonly type: PropertyType }>>;

const hasPath = (here: Properties, [name = '', ...more]: readonly string[], all: SpecDatabase): boolean => {
  const found = own(here, name);
  if (found === undefined) return false;
  return more.length === 0 || hasBelow(found.type, more, all);
};

const hasBelow = (type: PropertyType, path: readonly string[], all: SpecDatabase): boolean => {
  switch (type.type) {
    case 'json':
      return true;
    case 'array':
      return hasBelow(type.element, path, all);
    case 'map':
      return path.length === 1 || hasBelow(type.element, path.slice(1), all);
    case 'ref':
      return hasPath(all.get('typeDefinition', type.reference.$ref).properties, path, all);
    case 'union':
      return type.types.some((each) => hasBelow(each, path, all));
    default:
      return false;
  }
};

/** What a rule judges, or what is held to a form, nobody can allow in another one. */
const judgedAlready = ({ type, properties }: Allowance): readonly string[] => {
  const known = (own(CLOSED_WORLD, type) ?? []).filter(({ state }) => state !== 'not allowed');
  return properties.flatMap((property) => {
    const other = known.find(({ paths }) =>
      paths.some((path) => isWithin(path, property) || (isWithin(property, path) && !path.endsWith('.*'))),
    );
    if (other === undefined) return [];
    const by = other.state === 'judged' ? `is judged by ${other.by}` : `has a form to keep to (${other.by})`;
    return [`${property} ${by}, which nobody can allow to be otherwise`];
  });
};

const allowedAlready = ({ type, properties }: Allowance, before: readonly Allowance[]): readonly string[] => {
  const others = before.filter((each) => each.type === type).flatMap((each) => each.properties);
  return properties
    .filter((property, at) =>
      [...others, ...properties.slice(0, at)].some((each) => isWithin(property, each) || isWithin(each, property)),
    )
    .map((property) => `${property} is allowed twice`);
};

/** A resource as a template has it. */
export interface Deployed {
  readonly type: string;
  readonly properties: JsonObject;
}

/** Allowed properties that nothing has. */
export const idleAllowances = (sound: readonly Allowance[], deployed: readonly Deployed[]): readonly string[] =>
  sound.flatMap((allowance) => {
    const own = deployed.filter(({ type }) => type === allowance.type);
    const needed = new Set(own.flatMap(({ properties }) => standing(allowance, properties)));
    return allowance.properties
      .filter((path) => !needed.has(path))
      .map((path) => said(allowance.at, allowance.type, `no template has ${path} any more: remove it`));
  });

/** Allowed properties that a resource has. */
export const standing = ({ properties: paths }: Allowance, properties: JsonObject): readonly string[] =>
  paths.filter((path) => stands(properties, path.split('.')));

const stands = (value: unknown, [name, ...more]: readonly string[]): boolean => {
  if (name === undefined) return true;
  if (Array.isArray(value)) return value.some((each) => stands(each, [name, ...more]));
  return isObject(value) && Object.hasOwn(value, name) && stands(value[name], more);
};
