import type { BootstrapKind } from '../contract/bootstrap-roles';
import { type PipelineRole, pipelineRoleName } from '../contract/names';
import { partitionOf } from '../execution-policy/template-arns';

/** An account and region. */
export interface AccountRegion {
  readonly account: string;
  readonly region: string;
}

/** What is deployed where, and by whose pipeline. */
export interface Delivery {
  readonly application: string;
  /** Where the pipeline lives. */
  readonly tools: AccountRegion;
  /** In the order of the configuration. */
  readonly targets: readonly AccountRegion[];
}

/** Kinds of roles of a bootstrap that somebody assumes; the other is CloudFormation's. */
export type AssumedKind = Exclude<BootstrapKind, 'cfn-exec'>;

/** A place to bootstrap, and the ARNs of the roles that each role there is for. */
export interface BootstrapPlace extends AccountRegion {
  readonly users: Readonly<Record<AssumedKind, readonly string[]>>;
}

/**
 * Every place of a delivery, each once, in the order in which they are bootstrapped: targets, other regions of the tools account,
 * and last the one from which the pipeline is deployed, because then everything that it reaches for is there.
 */
export const bootstrapPlaces = ({ application, tools, targets }: Delivery): readonly BootstrapPlace[] => {
  const elsewhere = targets.map(({ region }) => ({ account: tools.account, region }));
  const isTools = (place: AccountRegion): boolean => isSame(place, tools);
  const all = [...targets, ...elsewhere].filter((place) => !isTools(place));
  const each = [...new Map(all.map((place) => [placeName(place), place])).values(), tools];
  const role = (purpose: PipelineRole): string =>
    `arn:${partitionOf(tools.region)}:iam::${tools.account}:role/${pipelineRoleName(application, purpose, tools.region)}`;
  return each.map(({ account, region }) => {
    const isTarget = targets.some((target) => isSame(target, { account, region }));
    const updates = account === tools.account ? [role('self-update')] : [];
    const users = {
      deploy: [...(isTarget ? [role('pipeline')] : []), ...updates],
      'file-publishing': [...(isTarget ? [role('assets')] : []), ...updates],
      // A release publishes no images, and a synthesis looks nothing up: `assets-are-files` and `APP_CONTEXT` see to it.
      'image-publishing': [],
      lookup: [],
    };
    return { account, region, users };
  });
};

/** As the CDK writes it, `aws://222222222222/us-east-1`. */
export const placeName = ({ account, region }: AccountRegion): string => `aws://${account}/${region}`;

const isSame = (one: AccountRegion, other: AccountRegion): boolean => placeName(one) === placeName(other);
