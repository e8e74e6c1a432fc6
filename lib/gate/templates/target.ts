import { isObject, type JsonObject, listAt, objectAt, own } from '../../ground/json';
import { resolve, type Scope, templateConditionHolds, Unresolved } from './intrinsics';
import { attributeOf, type Identity, NAME_PROPERTY, namesOf, refOf } from './physical-ids';
import { type Finding, parentOf, type StackTemplate, type TargetStacks, type TemplateResource } from './template';

/** A resource of a target, with everything in it that the templates determine. */
export interface Resource {
  readonly stack: StackTemplate;
  readonly logicalId: string;
  readonly type: string;
  readonly identity: Identity;
  /** Its properties; what only the deployment knows is `Unresolved`. */
  readonly properties: JsonObject;
  readonly template: TemplateResource;
  /** Whether it is only there under a condition that the deployment decides. */
  readonly uncertain: boolean;
}

/** The resources of a target, and where to find them. */
interface Index {
  readonly resources: readonly Resource[];
  readonly byName: ReadonlyMap<string, readonly Resource[]>;
  readonly byType: ReadonlyMap<string, readonly Resource[]>;
}

const indexOf = (stacks: readonly StackTemplate[]): Index => {
  const [byName, byType] = [new Map<string, Resource[]>(), new Map<string, Resource[]>()];
  const resources = stacks.flatMap((stack) =>
    Object.keys(stack.template.Resources ?? {}).flatMap((logicalId) => resourceIn(stack, logicalId, stacks)),
  );
  for (const resource of resources) {
    add(byType, resource.type, resource);
    if (resource.uncertain) continue;
    for (const name of namesOf(resource.identity)) add(byName, name, resource);
  }
  return { resources, byName, byType };
};

/** All stacks of a target together, with references between and within them followed. */
export class Target {
  private index: Index | undefined;

  /** @param release every target that is deployed together with this one; itself among them */
  constructor(
    readonly stacks: readonly StackTemplate[],
    readonly kind: TargetStacks['kind'] = 'target',
    readonly release: readonly Target[] = [],
  ) {}

  /** Read when somebody asks: of what is deployed beside, most is never asked. */
  private get read(): Index {
    this.index ??= indexOf(this.stacks);
    return this.index;
  }

  get resources(): readonly Resource[] {
    return this.read.resources;
  }

  /** Every resource of these types that may be there. */
  of(...types: readonly string[]): readonly Resource[] {
    const [only = '', ...more] = types;
    return more.length === 0
      ? (this.read.byType.get(only) ?? [])
      : this.resources.filter(({ type }) => types.includes(type));
  }

  /** Every resource of a type that will be there whatever the deployment decides. */
  certain(type: string): readonly Resource[] {
    return this.of(type).filter(({ uncertain }) => !uncertain);
  }

  /** What is wrong with each resource of a type, or of a list; `flaws` says it in one sentence each. */
  each(which: string | readonly Resource[], flaws: (resource: Resource, target: Target) => readonly string[]) {
    const resources = typeof which === 'string' ? this.of(which) : which;
    return resources.flatMap((resource) => findingsOf(resource, flaws(resource, this)));
  }

  /** Every resource of a type that will be there and names this one in a property, alone or in a list. */
  naming(named: Resource, type: string, property: string): readonly Resource[] {
    return this.certain(type).filter(({ properties }) =>
      listAt(properties[property]).some((each) => this.find(each, named.type) === named),
    );
  }

  /** Whether a text names a resource of these templates, or something in it: a key of a bucket, an index of a table. */
  has(name: string): boolean {
    return this.read.byName.has(name) || this.read.byName.has(name.replace(/\/.*$/, ''));
  }

  /** The resource of a type that a resolved value names: its id, name or ARN; for keys, an alias too. */
  find(value: unknown, type: string): Resource | undefined {
    if (typeof value !== 'string') return undefined;
    const named = this.read.byName.get(value) ?? [];
    const found = named.find((resource) => resource.type === type);
    if (found !== undefined || type !== 'AWS::KMS::Key') return found;
    const alias = named.find((resource) => resource.type === 'AWS::KMS::Alias');
    const key = alias?.properties['TargetKeyId']; // which cannot be another alias
    return typeof key === 'string' ? this.read.byName.get(key)?.find((resource) => resource.type === type) : undefined;
  }
}

/** What is wrong with one resource, in the shape of a finding. */
export const findingsOf = ({ stack, logicalId }: Resource, because: readonly string[]): readonly Finding[] =>
  because.map((each) => ({ stack, logicalId, because: each }));

const add = (index: Map<string, Resource[]>, key: string, resource: Resource): void => {
  const same = index.get(key);
  if (same) same.push(resource);
  else index.set(key, [resource]);
};

const resourceIn = (stack: StackTemplate, logicalId: string, stacks: readonly StackTemplate[]): readonly Resource[] => {
  const template = own(stack.template.Resources ?? {}, logicalId);
  if (template === undefined) return [];
  const scope = scopeOf(stack, stacks);
  const holds = template.Condition === undefined ? true : scope.condition(template.Condition);
  if (holds === false) return [];
  let resolved: JsonObject | undefined;
  return [
    {
      stack,
      logicalId,
      type: template.Type,
      identity: identityOf(stack, logicalId, stacks),
      // When they are asked for: a target that only stands beside the one that is judged is asked for a few.
      get properties() {
        resolved ??= objectAt(resolve(template.Properties ?? {}, scope));
        return resolved;
      },
      template,
      uncertain: holds === undefined,
    },
  ];
};

/** Identities being worked out: a name that depends on itself has no value. */
const pending = new Set<string>();

const identityOf = (stack: StackTemplate, logicalId: string, stacks: readonly StackTemplate[]): Identity => {
  const resource = own(stack.template.Resources ?? {}, logicalId);
  const type = resource?.Type ?? '';
  const { account, region } = stack;
  const address = `(${stack.path}/${logicalId})`; // no real name has parentheses
  const property = own(NAME_PROPERTY, type);
  const given = property === undefined ? undefined : own(resource?.Properties ?? {}, property);
  let name: unknown = address;
  if (given !== undefined && !pending.has(address)) {
    pending.add(address);
    name = resolve(given, scopeOf(stack, stacks));
    pending.delete(address);
  }
  return {
    type,
    name: typeof name === 'string' && name !== '' ? name : address,
    partition: partitionByPrefix(region),
    region,
    account,
  };
};

/** Partition of a region: `aws`, `aws-cn` or `aws-us-gov`. */
export const partitionByPrefix = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';

/** What CloudFormation's own parameters stand for in a stack. */
export const pseudoParameters = ({ account, region, path }: StackTemplate): Readonly<Record<string, string>> => ({
  'AWS::AccountId': account,
  'AWS::Region': region,
  'AWS::Partition': partitionByPrefix(region),
  'AWS::URLSuffix': partitionByPrefix(region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
  'AWS::StackName': `(${path})`,
  'AWS::StackId': `(${path}).id`,
});

const scopeOf = (stack: StackTemplate, stacks: readonly StackTemplate[]): Scope => {
  const { template } = stack;
  const pseudo = pseudoParameters(stack);
  const has = (logicalId: string): boolean => Object.hasOwn(template.Resources ?? {}, logicalId);
  const open = new Set<string>();
  const scope: Scope = {
    reference: (name) =>
      own(pseudo, name) ??
      (has(name) ? refOf(identityOf(stack, name, stacks)) : undefined) ??
      parameterValue(name, stack, stacks),
    attribute: (logicalId, attribute) =>
      has(logicalId)
        ? (nestedOutput(stack, logicalId, attribute, stacks) ??
          attributeOf(identityOf(stack, logicalId, stacks), attribute))
        : undefined,
    imported: (name) => exported(name, stacks),
    condition: (name) => {
      if (open.has(name)) return undefined;
      open.add(name);
      const holds = templateConditionHolds(own(template.Conditions ?? {}, name), scope);
      open.delete(name);
      return holds;
    },
    mapping: (map, first, second) => own(objectAt(own(objectAt(own(template.Mappings ?? {}, map)), first)), second),
  };
  return scope;
};

/**
 * A parameter has a value where its parent stack gives it one, or where the template allows one only. A default is no
 * value: the deployment may say otherwise.
 */
const parameterValue = (name: string, stack: StackTemplate, stacks: readonly StackTemplate[]): unknown => {
  const parent = parentOf(stack, stacks);
  const parameter = objectAt(own(stack.template.Parameters ?? {}, name));
  const given = own(objectAt(parent?.resource.Properties?.['Parameters']), name);
  // A parameter of Systems Manager is given where the value lies, not the value.
  if (String(parameter['Type']).startsWith('AWS::SSM::Parameter::Value')) return undefined;
  if (parent !== undefined && given !== undefined) return resolve(given, scopeOf(parent.stack, stacks));
  const [only, ...more] = listAt(parameter['AllowedValues']);
  return more.length === 0 ? only : undefined;
};

const nestedOutput = (
  stack: StackTemplate,
  logicalId: string,
  attribute: string,
  stacks: readonly StackTemplate[],
): unknown => {
  const [, output] = /^Outputs\.(.+)$/.exec(attribute) ?? [];
  if (output === undefined) return undefined;
  const child = stacks.find((each) => {
    const parent = parentOf(each, stacks);
    return parent?.stack === stack && parent.logicalId === logicalId;
  });
  const value = objectAt(own(child?.template.Outputs ?? {}, output))['Value'];
  return child === undefined || value === undefined
    ? new Unresolved({ 'Fn::GetAtt': [logicalId, attribute] })
    : resolve(value, scopeOf(child, stacks));
};

/** The value that one of the target's stacks exports under a name. */
const exported = (name: string, stacks: readonly StackTemplate[]): unknown => {
  for (const stack of stacks) {
    for (const output of Object.values(stack.template.Outputs ?? {}).filter(isObject)) {
      const { Name: expression } = objectAt(output['Export']);
      if (expression === undefined) continue;
      const scope = scopeOf(stack, stacks);
      if (resolve(expression, scope) === name) return resolve(output['Value'], scope);
    }
  }
  return undefined;
};
