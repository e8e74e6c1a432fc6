import type { TargetStacks } from '../../templates/template';
import { ATTRIBUTES, SECTIONS } from './parts';
import type { PropertyState } from './state';
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
  ...WATCH,
};

/** The rows of a type by path, one name a step. */
export interface Branch {
  readonly known?: PropertyState;
  readonly below: Map<string, Branch>;
}

const trees = new Map<string, Branch>();

/** What is known of a type in a place; undefined where nothing is. */
export const knownOf = (type: string, place: TargetStacks['kind']): Branch | undefined => {
  const rows = Object.hasOwn(CLOSED_WORLD, type) ? CLOSED_WORLD[type] : undefined;
  if (rows === undefined) return undefined;
  const key = `${type} ${place}`;
  const known = trees.get(key) ?? treeOf(rows.filter((row) => row.in === undefined || row.in === place));
  trees.set(key, known);
  return known;
};

const treeOf = (rows: readonly PropertyState[]): Branch => {
  const root: Branch = { below: new Map() };
  for (const row of rows) for (const path of row.paths) plant(root, path.split('.'), row);
  return root;
};

const plant = ({ below }: Branch, [name = '', ...more]: readonly string[], known: PropertyState): void => {
  const branch: Branch = below.get(name) ?? { below: new Map() };
  below.set(name, more.length === 0 ? { ...branch, known } : branch);
  if (more.length > 0) plant(branch, more, known);
};

/** What is known of the attributes of every resource. */
export const ATTRIBUTE_TREE = treeOf(ATTRIBUTES);

/** What is known of the sections of every template. */
export const SECTION_TREE = treeOf(SECTIONS);
