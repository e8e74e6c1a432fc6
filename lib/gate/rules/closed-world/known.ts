import { own } from '../../../ground/json';
import type { TargetStacks } from '../../templates/template';
import { ATTRIBUTES, SECTIONS } from './parts';
import { nothingElsewhere } from './shape';
import type { PropertyState } from './state';
import { DATABASES } from './types/databases';
import { FUNCTIONS } from './types/functions';
import { KEYS_AND_SECRETS } from './types/keys-and-secrets';
import { NETWORK } from './types/network';
import { PIPELINE } from './types/pipeline';
import { ROLES } from './types/roles';
import { STORAGE } from './types/storage';
import { WATCH } from './types/watch';

/** Every type that our stacks use, with the state of each of its properties. */
export const CLOSED_WORLD: Readonly<Record<string, readonly PropertyState[]>> = {
  ...FUNCTIONS,
  ...ROLES,
  ...KEYS_AND_SECRETS,
  ...NETWORK,
  ...PIPELINE,
  ...STORAGE,
  ...DATABASES,
  ...WATCH,
};

/** The rows of a type by path, one name a step. */
export interface Branch {
  readonly known?: PropertyState;
  readonly below: Map<string, Branch>;
}

/** Properties that no rule judges, and that somebody answers for. */
export interface Allowed {
  readonly type: string;
  /** Paths below `Properties`, with all that stands below them. */
  readonly properties: readonly string[];
  /** Values that may stand there although they name something elsewhere. */
  readonly values: readonly string[];
}

/** Whether a path is another one, or goes below it. */
export const isWithin = (path: string, other: string): boolean => path === other || path.startsWith(`${other}.`);

/** What is known of types: the closed world, and what is allowed beside it. */
export class KnownTypes {
  private readonly trees = new Map<string, Branch | undefined>();

  constructor(private readonly allowed: readonly Allowed[] = []) {}

  /** What is known of a type in a place; undefined where nothing is. */
  of(type: string, place: TargetStacks['kind']): Branch | undefined {
    const key = `${type} ${place}`;
    if (!this.trees.has(key)) this.trees.set(key, this.grown(type, place));
    return this.trees.get(key);
  }

  private grown(type: string, place: TargetStacks['kind']): Branch | undefined {
    const listed = own(CLOSED_WORLD, type);
    const allowed = this.allowed.filter((each) => each.type === type).map(stateOf);
    if (listed === undefined && allowed.length === 0) return undefined;
    return treeOf([...(listed ?? []).filter((each) => each.in === undefined || each.in === place), ...allowed]);
  }
}

const stateOf = ({ properties, values }: Allowed): PropertyState => ({
  paths: properties,
  state: 'harmless',
  by: 'somebody answers for it',
  shape: nothingElsewhere(values),
});

const treeOf = (states: readonly PropertyState[]): Branch => {
  const root: Branch = { below: new Map() };
  for (const state of states) for (const path of state.paths) plant(root, path.split('.'), state);
  return root;
};

/** What is allowed stands behind what is not, and a part of something is allowed by itself. */
const plant = ({ below }: Branch, [name = '', ...more]: readonly string[], known: PropertyState): void => {
  const { known: before, below: nested } = below.get(name) ?? { below: new Map() };
  const kept = before === undefined || before.state === 'not allowed' ? {} : { known: before };
  const branch: Branch = { ...(more.length === 0 ? { known } : kept), below: nested };
  below.set(name, branch);
  if (more.length > 0) plant(branch, more, known);
};

/** What is known of the attributes of every resource. */
export const ATTRIBUTE_TREE = treeOf(ATTRIBUTES);

/** What is known of the sections of every template. */
export const SECTION_TREE = treeOf(SECTIONS);
