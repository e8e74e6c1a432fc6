import type { Page } from './page';

/** A CloudFormation stack as the API describes it. */
export interface DescribedStack {
  /** Whether deleting it is refused. */
  readonly protected: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  /** For example `CREATE_COMPLETE`, which a stack keeps until something in it is updated. */
  readonly status?: string;
}

/** What a stack owns; `drift` is what the last drift detection, if any, said of it. */
export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly drift: string;
}

/** What a validation asks of CloudFormation. */
export interface StackCloud {
  stack(name: string): Promise<DescribedStack | undefined>;
  stackResources(name: string, nextToken: string | undefined): Promise<Page<StackResource> | undefined>;
  /** The stack's policy as JSON text; undefined where it has none. */
  stackPolicy(name: string): Promise<string | undefined>;
  /** The template as it was deployed, as text. */
  template(name: string): Promise<string | undefined>;
}
