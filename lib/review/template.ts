import type { GateReport } from '../contract/gate-report';
import { isObject, type JsonObject, objectAt } from '../ground/json';

/** A CloudFormation template of which nothing is vouched for but that it is a JSON object. */
export type ReviewedTemplate = JsonObject;

/** A resource of a template. */
export type ReviewedResource = JsonObject & { readonly Type: string };

/** One stack of a release or of a baseline. */
export interface ReviewedStack {
  /** A nested stack is called `<its parent>/<its id>`. */
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  /** Construct path, where it is known. */
  readonly path?: string;
  readonly environment?: string;
  /** Of the template's bytes, where the gate has named it. */
  readonly sha256?: string;
  /** Absent where it is not at hand; then `because` says why. */
  readonly template?: ReviewedTemplate;
  readonly because?: string;
}

/** Is this a resource, and not a macro's loop or something malformed? */
export const isResource = (value: unknown): value is ReviewedResource =>
  isObject(value) && typeof value['Type'] === 'string';

/** The entries of `Resources`. */
export const resourcesOf = (template: ReviewedTemplate): JsonObject => objectAt(template['Resources']);

/** Type of a resource; a macro's loop has none. */
export const typeOf = (value: unknown): string => (isResource(value) ? value.Type : 'no type');

/** Properties of a resource. */
export const propertiesOf = (value: unknown): JsonObject => objectAt(objectAt(value)['Properties']);

/** Whether a value of a template is true, which a text may say, too. */
export const isTrue = (value: unknown): boolean => value === true || value === 'true';

/** Construct path that the CDK leaves in a resource's metadata. */
export const constructPath = (value: unknown): string | undefined => {
  const path = objectAt(objectAt(value)['Metadata'])['aws:cdk:path'];
  return typeof path === 'string' ? path : undefined;
};

/** What a release is compared with. */
export type Baseline =
  /** Nothing runs there yet; where it is `unseen`, nothing is known to run there. */
  | { readonly kind: 'nothing'; readonly because: string; readonly unseen?: true }
  | {
      /** `release`: an earlier release of its own; `deployed`: what a target runs now. */
      readonly kind: 'release' | 'deployed';
      /** For example `commit 1a2b3c4`. */
      readonly label: string;
      readonly stacks: readonly ReviewedStack[];
      /** The gate's report on it, where one is at hand. */
      readonly report?: GateReport;
      /** What could not be seen of it. */
      readonly cannotTell?: readonly string[];
    };

/** A release: the gate's report and the templates it speaks of. */
export interface Release {
  readonly report: GateReport;
  readonly stacks: readonly ReviewedStack[];
}
