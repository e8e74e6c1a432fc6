import type { Finding, StackTemplate } from '../../../lib/gate/templates/template';

/** A template that a test may break. */
export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  DependsOn?: unknown;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  Condition?: string;
}
export type Resources = Record<string, Resource>;

/** One fault in the final templates of a target. */
export interface Mutant {
  /** What is broken, as a sentence's end: `a NAT gateway appears`. */
  readonly fault: string;
  /** Id of the rule that must name it. */
  readonly rule: string;
  /** Where. @default 'dev' */
  readonly in?: Place;
  readonly break: (target: Workbench) => void;
}

/** A target whose data goes with it, one that retains its data, the pipeline's own stacks. */
export type Place = 'dev' | 'prod' | 'pipeline';

const MAIN: Readonly<Record<Place, RegExp>> = { dev: /\/Data$/, prod: /\/Data$/, pipeline: /^Delivery$/ };

const texts = new WeakMap<StackTemplate, string>();

/** A template of its own: what is written once is read faster than it is cloned. */
const copyOf = (stack: StackTemplate): StackTemplate['template'] => {
  const text = texts.get(stack) ?? JSON.stringify(stack.template);
  texts.set(stack, text);
  return JSON.parse(text);
};

/** The final templates of a target, to be broken. */
export class Workbench {
  readonly stacks: readonly StackTemplate[];

  constructor(
    stacks: readonly StackTemplate[],
    private readonly place: Place = 'dev',
  ) {
    this.stacks = stacks.map((stack) => ({ ...stack, template: copyOf(stack) }));
  }

  /** The template of the data stack, or of the pipeline's. */
  get template(): Record<string, unknown> & { Resources: Resources } {
    const main = this.stacks.find(({ path }) => MAIN[this.place].test(path));
    if (main === undefined) throw new Error(`there is no stack ${MAIN[this.place]}`);
    return main.template as unknown as Record<string, unknown> & { Resources: Resources };
  }

  get resources(): Resources {
    return this.template.Resources;
  }

  /** The one resource whose logical id begins like this, in any stack. */
  one(prefix: string, type = ''): Resource {
    const found = this.stacks
      .flatMap(({ template }) => Object.entries(template.Resources ?? {}))
      .filter(([id, each]) => id.startsWith(prefix) && (type === '' || each.Type === type));
    const [only, ...more] = found;
    if (only === undefined || more.length > 0) throw new Error(`there are ${found.length} resources ${prefix} ${type}`);
    return only[1] as unknown as Resource;
  }

  idOf(resource: Resource): string {
    const [id] = Object.entries(this.resources).find(([, each]) => each === resource) ?? [];
    if (id === undefined) throw new Error('the resource is in another stack');
    return id;
  }

  remove(prefix: string, type = ''): void {
    delete this.resources[this.idOf(this.one(prefix, type))];
  }

  add(id: string, type: string, properties: Record<string, unknown> = {}): void {
    this.resources[id] = { Type: type, Properties: properties };
  }

  /** Sets a property by its path, for example `VersioningConfiguration.Status`; `undefined` takes it away. */
  set(prefix: string, type: string, path: string, value: unknown): void {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let holder = this.one(prefix, type).Properties;
    for (const key of keys) holder = holder[key] as Record<string, unknown>;
    if (!(last in holder) && value === undefined) throw new Error(`${prefix} has no ${path}`);
    if (value === undefined) delete holder[last];
    else holder[last] = value;
  }

  /** The statements of a policy document, by the path of its property. */
  statements(prefix: string, type: string, path: string): Record<string, unknown>[] {
    let holder: unknown = this.one(prefix, type).Properties;
    for (const name of path.split('.')) holder = (holder as Record<string, unknown>)[name];
    return (holder as { Statement: Record<string, unknown>[] }).Statement;
  }
}

/** What a rule finds in a place with something changed. */
export type FoundBy = (rule: string, change: (bench: Workbench) => void, place: Place) => readonly Finding[];
