import { basename, dirname } from 'node:path';
import type { DeliveryTarget } from '../../contract/delivery-target';
import { environmentOfStage } from '../../contract/names';
import type { JsonObject } from '../../ground/json';

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

/** An asset on its way to one place, as a manifest says it. */
export interface Publication {
  readonly kind: 'file' | 'image';
  /** Its key, or its tag. */
  readonly key: string;
  readonly source: JsonObject;
  /** The bucket, or the repository, that it goes to. */
  readonly bucket: unknown;
  /** The role that publishes it. */
  readonly role: unknown;
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
  /** What is published with it. @default - nobody has said it */
  readonly publications?: readonly Publication[];
  /** Days that its log groups are promised to keep their events. @default - the least that is promised anywhere */
  readonly logRetentionDays?: number;
  /** Whether a trail of the target records management events. @default here */
  readonly managementEvents?: 'here' | 'elsewhere';
  /** Id of the organization of its account. @default - nobody has said it */
  readonly organization?: string;
  /** What is promised of the whole release. @default - nobody has promised anything */
  readonly promises?: Promises;
  /** Build specifications that lie beside the template, by the names that its projects give. @default - none is there */
  readonly buildSpecs?: ReadonlyMap<string, string>;
}

/** One rule violated by one resource of a final template. */
export interface Finding {
  readonly stack: StackTemplate;
  readonly logicalId: string;
  /** What is wrong with this resource, one sentence. */
  readonly because: string;
}

/** Every resource of one type, with its logical id. */
export const resourcesOfType = (
  { template }: Pick<StackTemplate, 'template'>,
  type: string,
): readonly (readonly [logicalId: string, resource: TemplateResource])[] =>
  Object.entries(template.Resources ?? {}).filter(([, resource]) => resource.Type === type);

/** The resource that deploys a nested stack. */
export interface Parent {
  readonly stack: StackTemplate;
  readonly logicalId: string;
  readonly resource: TemplateResource;
}

/** Whoever deploys a stack as a nested one, by the asset path that the CDK writes beside it; undefined where nobody does. */
export const parentOf = (child: StackTemplate, stacks: readonly StackTemplate[]): Parent | undefined => {
  for (const stack of stacks) {
    for (const [logicalId, resource] of Object.entries(stack.template.Resources ?? {})) {
      const { Type: type, Metadata: metadata } = resource;
      const path = type === 'AWS::CloudFormation::Stack' ? metadata?.['aws:asset:path'] : undefined;
      if (typeof path === 'string' && basename(path) === basename(child.templateFile)) {
        return { stack, logicalId, resource };
      }
    }
  }
  return undefined;
};

/** Stacks that are judged together, and what they are for. */
export interface TargetStacks {
  /** The stage's directory or path, or account and region where there is no stage. */
  readonly name: string;
  readonly kind: 'target' | 'pipeline';
  readonly stacks: readonly StackTemplate[];
}

/**
 * Puts stacks together: those of a stage, which has a directory of its own, and else those of an account and region. Where
 * the outermost stacks have a pipeline they are the pipeline's, with its helpers in other regions.
 */
export const targetsIn = (stacks: readonly StackTemplate[], root: string): readonly TargetStacks[] => {
  const groups = new Map<string, StackTemplate[]>();
  for (const stack of stacks) {
    const key = isOutermost(stack, root) ? `${stack.account}/${stack.region}` : dirname(stack.templateFile);
    groups.set(key, [...(groups.get(key) ?? []), stack]);
  }
  const outermost = stacks.filter((stack) => isOutermost(stack, root));
  const hasPipeline = outermost.some(({ template }) =>
    Object.values(template.Resources ?? {}).some(({ Type: type }) => type === 'AWS::CodePipeline::Pipeline'),
  );
  return [...groups].map(([name, together]) => ({
    name,
    kind: hasPipeline && together.some((stack) => isOutermost(stack, root)) ? 'pipeline' : 'target',
    stacks: together,
  }));
};

const isOutermost = ({ templateFile }: StackTemplate, root: string): boolean => dirname(templateFile) === root;

/** What is promised of a target beyond what is promised of all. */
export interface TargetPromise extends DeliveryTarget {
  /** Days that its log groups keep their events. @default - the least that is promised anywhere */
  readonly logRetentionDays?: number;
  /** Whether its trail records management events. @default here */
  readonly managementEvents?: 'here' | 'elsewhere';
  /** Id of the organization of its account. @default - nobody has said it */
  readonly organization?: string;
  /** Whether a person decides before it is deployed to. @default - nobody has said it */
  readonly approval?: boolean;
  /** When its environment is validated again between releases, as EventBridge has it. @default - nobody has said it */
  readonly revalidation?: string;
  /** What others may make there, as the validation is told. @default - nobody has said it */
  readonly guests?: Readonly<Record<'endpoints' | 'securityGroups' | 'principals', readonly string[]>>;
}

/** How long nobody can delete what releases have left behind. */
export interface EvidenceLock {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly days: number;
}

/** What a trigger takes and leaves out. */
export interface Patterns {
  readonly includes?: readonly string[] | undefined;
  readonly excludes?: readonly string[] | undefined;
}

/** Where releases come from, in the words of the configuration. */
export type SourcePromise =
  | {
      readonly kind: 'codeconnections';
      readonly connectionArn: string;
      readonly repository: string;
      readonly branch: string;
      /** @default - every push to the branch starts a release */
      readonly triggers?: Readonly<Partial<Record<'branches' | 'paths' | 'tags', Patterns | undefined>>> | undefined;
    }
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string }
  | { readonly kind: 'codecommit'; readonly repository: string; readonly branch: string };

/** A VPC with what a build has in it, by ids. */
export interface BuildNetwork {
  readonly id: string;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

/** What a configuration promises of a release beside its targets. */
export interface ReleasePromise {
  /** How long evidence is locked. @default - nobody has said it */
  readonly evidence?: EvidenceLock;
  /** @default - nobody has said it */
  readonly source?: SourcePromise;
  /** The VPC that every build runs in. @default - nobody has said it */
  readonly buildsIn?: BuildNetwork | 'no VPC' | undefined;
}

/** What a configuration promises of a release. */
export interface Promises extends ReleasePromise {
  /** In the order in which a release reaches them. */
  readonly targets: readonly TargetPromise[];
}

/** The same stacks with what is promised of them. Whose stacks a target's are says the stage in their path. */
export const withPromises = (
  stacks: readonly StackTemplate[],
  targets: readonly TargetPromise[],
  release: ReleasePromise = {},
): readonly StackTemplate[] =>
  targets.length === 0 ? stacks : stacks.map((stack) => withPromise(stack, { ...release, targets }));

const withPromise = (stack: StackTemplate, promises: Promises): StackTemplate => {
  const { account, region, path } = stack;
  const found = promises.targets.find(
    (each) =>
      each.account === account &&
      each.region === region &&
      path.split('/').some((stage) => environmentOfStage(stage, stack) === each.environment),
  );
  const { logRetentionDays: days, managementEvents, organization } = found ?? {};
  return {
    ...stack,
    promises,
    ...(days !== undefined && { logRetentionDays: days }),
    ...(managementEvents !== undefined && { managementEvents }),
    ...(organization !== undefined && { organization }),
  };
};
