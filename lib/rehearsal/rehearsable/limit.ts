import { counted } from '../../ground/counted';
import { printableLine } from '../../ground/printable';

/** Of what kind something is that cannot be rehearsed. */
export type LimitKind =
  /** What our emulator lacks: a resource type, something a resource of a known one says, or an attribute of it. */
  | 'type'
  | 'property'
  | 'attribute'
  /** What AWS publishes, and nobody here. */
  | 'parameter'
  /** What a template says beside its resources, which nothing can stand for. */
  | 'function'
  | 'transform'
  | 'image'
  /** What was looked up in accounts of somebody's own. */
  | 'network'
  /** What the executor lacks. */
  | 'pipeline'
  | 'project'
  | 'trigger';

/** Where something stands in an app. */
export interface LimitPlace {
  /** The stack's id. */
  readonly stack: string;
  /** Construct path, and behind a blank what of it is meant, `Delivery/Pipeline/Resource prod/Deploy`. */
  readonly path: string;
  /** `src/shop.ts:12`, where the assembly says it. */
  readonly at?: string;
}

/** One thing at one place. */
export interface Limit extends LimitPlace {
  readonly kind: LimitKind;
  /** Whose limit it meets: a resource type, `action`, `rule`, `image asset`. */
  readonly what: string;
  /** What of it cannot be rehearsed, for a person. */
  readonly why: string;
  /** The resource that has it, where it is one's. */
  readonly logicalId?: string;
  /** The condition, known to the deployment only, with which its resource is made. */
  readonly provided?: string;
  /** Construct paths, and outputs, of its template that refer to the resource. */
  readonly dependents?: readonly string[];
}

/** Whether a stub can stand for it: what our emulator lacks of a resource. */
export const isStubbed = ({ kind }: Pick<Limit, 'kind'>): boolean => STUBBED.has(kind);

const STUBBED: ReadonlySet<LimitKind> = new Set(['type', 'property', 'attribute', 'parameter']);

/** One thing at all its places. */
export interface SharedLimit extends Pick<Limit, 'kind' | 'what' | 'why'> {
  readonly places: readonly LimitPlace[];
}

/** Each thing once, in the order of its first place. */
export const shared = (limits: readonly Limit[]): readonly SharedLimit[] => {
  const all = new Map<string, SharedLimit & { readonly places: LimitPlace[] }>();
  for (const { kind, what, why, stack, path, at } of limits) {
    const key = JSON.stringify([kind, what, why]);
    const one = all.get(key) ?? { kind, what, why, places: [] };
    one.places.push({ stack, path, ...(at !== undefined && { at }) });
    all.set(key, one);
  }
  return [...all.values()];
};

/** How many places of a thing are named. */
const NAMED = 3;

/** A line for each thing: what it is, how often, and its first places. No name in it can begin another. */
export const limitLines = (limits: readonly SharedLimit[]): readonly string[] =>
  limits.map(({ what, why, places }) => {
    const named = places.slice(0, NAMED).map(inWords);
    const more = places.length > NAMED ? ', …' : '';
    return `  ${printableLine(`${what}: ${why}: ${counted(places.length, 'place')}: ${named.join(', ')}${more}`)}`;
  });

/** The CDK's own `Resource` at the end of a path says nothing. */
const inWords = ({ path, at }: LimitPlace): string => {
  const short = path.replace(/\/Resource(?= |$)/, '');
  return at === undefined ? short : `${short} (${at})`;
};

/** How much there is of it. */
export const headOf = (limits: readonly SharedLimit[]): string =>
  `${counted(limits.length, 'thing')} of this app cannot be rehearsed`;
