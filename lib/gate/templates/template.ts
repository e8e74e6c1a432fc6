/** A CloudFormation template as it will be deployed. */
export interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Mappings?: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
  /** Macros that rewrite it at deployment. */
  readonly Transform?: unknown;
}

/** One resource of a template. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** One stack's final template and where it will be deployed. */
export interface StackTemplate {
  /** The stack's construct path, for example `Delivery/dev/Data`. */
  readonly path: string;
  readonly templateFile: string;
  readonly account: string;
  readonly region: string;
  /** Physical name. @default - nobody has said it */
  readonly stackName?: string;
  readonly template: Template;
  /** Days that its log groups are promised to keep their events. @default - the least that is promised anywhere */
  readonly logRetentionDays?: number;
}

/** Every resource of one type, with its logical id. */
export const resourcesOfType = (
  { template }: StackTemplate,
  type: string,
): readonly (readonly [logicalId: string, resource: TemplateResource])[] =>
  Object.entries(template.Resources ?? {}).filter(([, resource]) => resource.Type === type);
