import type { TargetStacks } from '../../templates/template';
import { type Shape, text } from './shape';

/** What is known of some properties of a type: who judges them, or why nobody has to. What has no row is not allowed. */
export interface PropertyState {
  /** Paths below `Properties`, nested ones dotted; lists are passed through, and a last `*` is every key of a map. */
  readonly paths: readonly string[];
  readonly state: 'judged' | 'harmless' | 'not allowed';
  /** The id of the rule that judges, or the reason for harmless. @default - there is nothing to say */
  readonly by?: string;
  /** What every value must look like. @default - whatever the rule lets pass */
  readonly shape?: Shape;
  /** @default - both */
  readonly in?: TargetStacks['kind'];
}

/** Id of the rule that holds values to the shapes of the closed world. */
export const NOTHING_UNJUDGED = 'ZT-00-NothingUnjudged';

const list = (paths: string): readonly string[] => paths.trim().split(/\s+/);

/** Another rule judges these, where the templates determine what stands there. */
export const judged = (
  by: string,
  paths: string,
  { shape = text, ...more }: Pick<PropertyState, 'in' | 'shape'> = {},
): PropertyState => ({ paths: list(paths), state: 'judged', by, shape, ...more });

/** Policies are judged as a whole, with what only the deployment knows in them, by the rules about policies. */
export const judgedPolicy = (by: string, paths: string, more: Pick<PropertyState, 'in'> = {}): PropertyState => ({
  paths: list(paths),
  state: 'judged',
  by,
  ...more,
});

/** The shape alone says what is right: whoever is named here is one of ours. */
export const held = (shape: Shape, paths: string, more: Pick<PropertyState, 'in'> = {}): PropertyState => ({
  paths: list(paths),
  state: 'judged',
  by: NOTHING_UNJUDGED,
  shape,
  ...more,
});

/** Nothing can come of these, whatever stands there in this shape. */
export const harmless = (
  because: string,
  shape: Shape,
  paths: string,
  more: Pick<PropertyState, 'in'> = {},
): PropertyState => ({
  paths: list(paths),
  state: 'harmless',
  by: because,
  shape,
  ...more,
});

/** Nobody uses these, and nobody has thought about them. */
export const notAllowed = (paths: string): PropertyState => ({ paths: list(paths), state: 'not allowed' });
