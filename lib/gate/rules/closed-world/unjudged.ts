import { isObject } from '../../../ground/json';
import { shown, Unresolved } from '../../templates/intrinsics';
import type { Resource, Target } from '../../templates/target';
import type { StackTemplate } from '../../templates/template';
import { ATTRIBUTE_TREE, type Branch, type KnownTypes, SECTION_TREE } from './known';
import type { PropertyState } from './state';

/** What nobody judges of a resource, one sentence each: its type, else its properties and what stands beside them. */
export const unjudgedInResource = (resource: Resource, target: Target, types: KnownTypes): readonly string[] => {
  const { type, properties, template, stack } = resource;
  const known = types.of(type, target.kind);
  const { Properties: _, ...attributes } = template;
  const look = new Look(stack, target);
  if (known === undefined) look.flaws.push(`nobody judges ${type}`);
  else look.into(properties, known, type);
  look.into(attributes, ATTRIBUTE_TREE, '');
  return look.flaws;
};

/** What nobody judges of a template beside its resources, with the section in which it stands. */
export const unjudgedInSections = (
  stack: StackTemplate,
  target: Target,
): readonly (readonly [section: string, flaw: string])[] => {
  const { Resources: _, ...sections } = stack.template;
  return Object.entries(sections).flatMap(([name, content]) => {
    const look = new Look(stack, target);
    look.into({ [name]: content }, SECTION_TREE, '');
    return look.flaws.map((flaw) => [name, flaw] as const);
  });
};

/** CloudFormation puts what a parameter or secret has at the time in its place. */
const DYNAMIC = /\{\{resolve:/;

/** One walk down values beside what is known of them. Lists are passed through. */
class Look {
  readonly flaws: string[] = [];

  constructor(
    private readonly stack: StackTemplate,
    private readonly target: Target,
  ) {}

  into(value: unknown, branch: Branch, path: string): void {
    if (Array.isArray(value)) {
      for (const each of value) this.into(each, branch, path);
    } else if (!isObject(value) || value instanceof Unresolved) {
      this.say(path, value, 'have properties that are known');
    } else {
      for (const [name, nested] of Object.entries(value)) this.at(nested, branch, name, path);
    }
  }

  private at(value: unknown, { below }: Branch, name: string, above: string): void {
    const path = above === '' ? name : `${above}.${name}`;
    const branch = below.get(name) ?? below.get('*');
    if (branch === undefined || branch.known?.state === 'not allowed') {
      this.flaws.push(`nobody judges ${path}${hint(value)}`);
    } else if (branch.known === undefined) {
      this.into(value, branch, path);
    } else {
      this.leaves(value, branch.known, path);
    }
  }

  private leaves(value: unknown, known: PropertyState, path: string): void {
    if (Array.isArray(value)) {
      for (const each of value) this.leaves(each, known, path);
    } else if (isObject(value) && !(value instanceof Unresolved)) {
      for (const [name, each] of Object.entries(value)) this.leaves(each, known, `${path}.${name}`);
    } else if (typeof value === 'string' && DYNAMIC.test(value)) {
      this.say(path, value, 'stand in the template, and not be put there by the deployment');
    } else if (known.shape !== undefined && !known.shape.holds(value, this.stack, this.target)) {
      this.say(path, value, known.shape.must);
    }
  }

  private say(path: string, value: unknown, must: string): void {
    this.flaws.push(`nobody judges ${path} as ${shown(value)}: it must ${must}`);
  }
}

const LONGEST = 120;

/** The value where it is short enough to help. */
const hint = (value: unknown): string => {
  const text = shown(value);
  return text.length > LONGEST ? '' : ` (${text})`;
};
