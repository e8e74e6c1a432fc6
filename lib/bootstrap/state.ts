import type { BootstrapKind } from '../contract/bootstrap-roles';
import type { JsonObject } from '../ground/json';

/** The stack of a bootstrap as it is. */
export interface BootstrapStack {
  readonly status: string;
  readonly isProtected: boolean;
  readonly template: JsonObject;
  readonly version: number;
}

/** A role of a bootstrap as it is. */
export interface BootstrapRole {
  readonly trust: JsonObject;
  /** ARNs. */
  readonly attached: readonly string[];
  /** Names of the policies that were written into it. */
  readonly inline: readonly string[];
}

/** What is there in a place; nothing is remembered anywhere else. */
export interface BootstrapState {
  readonly stack: BootstrapStack | undefined;
  readonly roles: Readonly<Partial<Record<BootstrapKind, BootstrapRole>>>;
  /** Documents of the managed policies that are there, by name. */
  readonly policies: Readonly<Record<string, JsonObject>>;
}

/** What a command of the CDK left behind. */
export interface CdkOutcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly output: string;
}

/** One account and region, asked and changed with credentials of that account. */
export interface BootstrapAccess {
  stack(name: string): Promise<BootstrapStack | undefined>;
  role(name: string): Promise<BootstrapRole | undefined>;
  /** The document that counts. */
  policy(arn: string): Promise<JsonObject | undefined>;
  createPolicy(name: string, document: JsonObject): Promise<void>;
  /** Makes a document the one that counts; of five versions the oldest goes. */
  changePolicy(arn: string, document: JsonObject): Promise<void>;
  setTrust(role: string, trust: JsonObject): Promise<void>;
  attach(role: string, arn: string): Promise<void>;
  detach(role: string, arn: string): Promise<void>;
  deleteInline(role: string, policy: string): Promise<void>;
  protect(stack: string): Promise<void>;
  cdk(...argv: readonly string[]): Promise<CdkOutcome>;
}
