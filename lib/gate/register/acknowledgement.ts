import type { AcknowledgementTerms, SourceLocation } from '../../contract/gate-report';

/** A finding accepted on purpose on named resources. */
export interface Acknowledgement extends AcknowledgementTerms {
  /**
   * The finding's full id, for example `AwsSolutions-IAM5[Resource::*]`. `{environment}`, `{account}`, `{region}` and
   * `{partition}` stand for those of the stack, so that one entry serves the same resource in every target; `{stackName}`
   * for its physical name.
   */
  readonly finding: string;
  /** The stack's id below the app or its stage, for example `Data`. */
  readonly stack: string;
  /** Paths of the resources below the stack; `*` stands for exactly one segment. Never a whole stack, stage or app. */
  readonly resources: readonly string[];
  /** Id of other stacks: the finding is there once for each of them, with their place. @default - once, its own place */
  readonly forEach?: string;
  /** With `AwsSolutions-IAM5[Resource::*]`, and only there: exactly the actions that may be allowed on every resource. */
  readonly actions?: readonly string[];
  /** A property that cures the finding: it is accepted where the resource has none such, and nothing is said where it has. @default - accepted always */
  readonly unless?: string;
  /**
   * What need not be there: the resources (`true`), where a construct of ours has the finding wherever somebody uses it, or the
   * `stack`, where the configuration says whether there is one. @default - both must be there
   */
  readonly ifThere?: boolean | 'stack';
  /** Days after its last one for which it still counts, with a warning; one number for the whole register. @default - GRACE_DAYS */
  readonly graceDays?: number;
  /** What its decision is called; acknowledgements of one cause have their terms in common. */
  readonly cause: string;
  /** Where it is written. */
  readonly at: SourceLocation;
  /** Where its terms are written. */
  readonly causeAt: SourceLocation;
}

/** Where an acknowledgement is about to be applied. */
export interface AcknowledgementPlace {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
  readonly stackName: string;
}

/** What may stand in a finding's id in braces. */
export const PLACEHOLDERS: readonly string[] = ['environment', 'account', 'region', 'partition', 'stackName'];

/** Packs whose findings can be acknowledged; a zero-trust finding cannot be, it has to be cured. */
const PACKS: readonly { readonly namespace: string; readonly pattern: RegExp }[] = [
  { namespace: 'AwsSolutions', pattern: /^AwsSolutions-/ },
  { namespace: 'HIPAA.Security', pattern: /^HIPAA\.Security-/ },
  { namespace: 'CloudFormation-Validate', pattern: /^[EFIW]\d{4}$/ },
];
/** The rule a finding is of: its id without what cdk-nag adds in brackets. */
export const ruleOf = (finding: string): string => finding.replace(/\[.*\]$/s, '');

/** The pack a finding comes from. */
export const packOf = (finding: string): string | undefined =>
  PACKS.find(({ pattern }) => pattern.test(finding))?.namespace;

/**
 * The id under which the CDK accepts a finding *and* keeps finding, reason and path in its report. The bare id that
 * cdk-nag's own documentation shows makes all three vanish.
 */
export const namespacedId = (finding: string): string => `${packOf(finding)}::${finding}`;

/** The finding's id in one stack. */
export const findingIn = (finding: string, place: AcknowledgementPlace): string =>
  Object.entries(place).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), finding);

/** Whether a resource's path below its stack is one that a pattern names. */
export const matchesPath = (pattern: string, path: string): boolean => {
  const [wanted, actual] = [pattern.split('/'), path.split('/')];
  return wanted.length === actual.length && wanted.every((segment, i) => segment === '*' || segment === actual[i]);
};

/** Whether a finding says that a policy names every resource there is. */
export const isOnEverything = (finding: string): boolean => finding === 'AwsSolutions-IAM5[Resource::*]';
