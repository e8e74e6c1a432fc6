import {
  fullDiff,
  mangleLikeCloudFormation,
  type ResourceDifference,
  ResourceImpact,
  type TemplateDiff,
} from '@aws-cdk/cloudformation-diff';
import type { Effect } from '../contract/review';
import { messageOf } from '../ground/message-of';
import type { ReviewedTemplate } from './template';

/** What the engine says of one resource that the templates do not have in common, or that follows one which is replaced. */
export interface EngineChange {
  readonly effect: Effect;
  /** Properties that make CloudFormation replace it, or may. */
  readonly replacedBy: readonly string[];
  /** Properties whose effect is in no specification. */
  readonly unspecified: readonly string[];
  /** Properties that differ, by name. */
  readonly properties: readonly string[];
}

/** What the engine says of two templates, or why it cannot. */
export type EngineAnswer =
  | {
      readonly resources: ReadonlyMap<string, EngineChange>;
      readonly permissionsBroadened: boolean;
      readonly rulesAdded: boolean;
    }
  | { readonly failed: string };

/**
 * The CDK's own diff of templates, which knows for each property of each resource type whether CloudFormation replaces the
 * resource. The only file that knows the library; a template it cannot read is an answer, not a crash.
 */
export const askEngine = (before: ReviewedTemplate, after: ReviewedTemplate): EngineAnswer => {
  try {
    return read(fullDiff(before, after));
  } catch (error) {
    return { failed: messageOf(error) };
  }
};

const read = (diff: TemplateDiff): EngineAnswer => ({
  resources: new Map(Object.entries(diff.resources.changes).map(([id, change]) => [id, changeOf(change)])),
  permissionsBroadened: diff.iamChanges.permissionsBroadened,
  rulesAdded: diff.securityGroupChanges.rulesAdded,
});

const changeOf = (change: ResourceDifference): EngineChange => {
  const updates = Object.entries(change.propertyUpdates);
  const having = (...impacts: readonly (ResourceImpact | undefined)[]) =>
    updates.filter(([, { changeImpact }]) => impacts.includes(changeImpact)).map(([name]) => name);
  const always = having(ResourceImpact.WILL_REPLACE);
  const maybe = having(ResourceImpact.MAY_REPLACE);
  const unspecified = having(ResourceImpact.NO_CHANGE, undefined);
  return {
    effect: effectOf(change, always, maybe, unspecified),
    replacedBy: always.length > 0 ? always : maybe,
    unspecified,
    properties: updates.map(([name]) => name),
  };
};

const effectOf = (
  { isAddition, isRemoval, resourceTypeChanged, propertyUpdates, otherChanges }: ResourceDifference,
  always: readonly string[],
  maybe: readonly string[],
  unspecified: readonly string[],
): Effect => {
  if (isAddition) return 'create';
  if (isRemoval) return 'delete';
  if (resourceTypeChanged || always.length > 0) return 'replace';
  if (maybe.length > 0) return 'may-replace';
  if (unspecified.length > 0) return 'unknown';
  const deployed = Object.keys(otherChanges).filter((name) => name !== 'Metadata' && name !== 'DependsOn');
  return Object.keys(propertyUpdates).length + deployed.length > 0 ? 'update' : 'none';
};

/** CloudFormation gives back every character outside of ASCII as `?`. */
export const asCloudFormationSays = (text: string): string => mangleLikeCloudFormation(text);
