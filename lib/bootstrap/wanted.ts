import { type BootstrapKind, bootstrapRoleName } from '../contract/bootstrap-roles';
import type { EnvironmentPolicies } from '../execution-policy/execution-policies';
import type { ManagedPolicy } from '../execution-policy/managed-policies';
import { partitionOf } from '../execution-policy/template-arns';
import type { JsonObject } from '../ground/json';
import { UserError } from '../ground/user-error';
import { type BootstrapPlace, placeName } from './places';
import { attachedInTemplate, bootstrapTemplate } from './template';

/** What a place's bootstrap is to be. */
export interface WantedBootstrap {
  readonly place: BootstrapPlace;
  readonly qualifier: string;
  /** Name of its stack. */
  readonly stack: string;
  readonly template: JsonObject;
  /** What the execution role may do, and nothing else. */
  readonly policies: readonly ManagedPolicy[];
}

/**
 * What every place is to be.
 *
 * @throws {UserError} when the assembly deploys to other places than the configuration
 */
export const wantedBootstraps = (
  places: readonly BootstrapPlace[],
  environments: readonly EnvironmentPolicies[],
  { stock, ...named }: { readonly stock: JsonObject; readonly qualifier: string; readonly stack: string },
): readonly WantedBootstrap[] => {
  const strange = environments.find((each) => !places.some((place) => placeName(place) === placeName(each)));
  if (strange !== undefined)
    throw new UserError(
      `the assembly deploys to ${placeName(strange)}, and the configuration does not: run npm run synth`,
    );
  return places.map((place) => {
    const own = environments.find((each) => placeName(each) === placeName(place));
    if (own === undefined)
      throw new UserError(
        `the assembly deploys nothing to ${placeName(place)} of the configuration: run npm run synth`,
      );
    return { ...named, place, template: bootstrapTemplate(stock, place), policies: own.policies };
  });
};

/** Name of one of its roles. */
export const roleOf = ({ qualifier, place }: WantedBootstrap, kind: BootstrapKind): string =>
  bootstrapRoleName(qualifier, kind, place.account, place.region);

/** ARN of a managed policy of the account. */
export const policyArn = ({ place }: WantedBootstrap, name: string): string =>
  `arn:${partitionOf(place.region)}:iam::${place.account}:policy/${name}`;

/** ARNs of the managed policies that a role is to have. */
export const attachedTo = (wanted: WantedBootstrap, kind: BootstrapKind): readonly string[] =>
  kind === 'cfn-exec'
    ? wanted.policies.map(({ name }) => policyArn(wanted, name))
    : attachedInTemplate(wanted.template, kind).map(
        (name) => `arn:${partitionOf(wanted.place.region)}:iam::aws:policy/${name}`,
      );
