import type { Page } from './page';

/** A role; `trust` is its trust policy as JSON text. */
export interface Role {
  readonly arn: string;
  readonly trust: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** One call that a simulation judges; `context` as for `lib/policy`. Policies are JSON texts. */
export interface Simulation {
  readonly policies: readonly string[];
  readonly resourcePolicy?: string;
  readonly callerArn?: string;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

/** What `iam:SimulateCustomPolicy` decides. */
export type Simulated = 'allowed' | 'explicitDeny' | 'implicitDeny';

/** What a validation asks of IAM. */
export interface IdentityCloud {
  role(name: string): Promise<Role | undefined>;
  /** ARNs of the managed policies attached to a role. */
  attachedPolicies(role: string, nextToken: string | undefined): Promise<Page<string>>;
  /** Names of a role's inline policies. */
  inlinePolicies(role: string, nextToken: string | undefined): Promise<Page<string>>;
  inlinePolicy(role: string, name: string): Promise<string>;
  /** Id of the version in force of a managed policy. */
  policyVersionInForce(arn: string): Promise<string>;
  policyVersion(arn: string, version: string): Promise<string>;
  /** Undefined where the endpoint has no policy simulator. */
  simulate(simulation: Simulation): Promise<Simulated | undefined>;
}
