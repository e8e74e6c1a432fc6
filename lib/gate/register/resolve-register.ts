import type { AcknowledgementTerms, SourceLocation } from '../../contract/gate-report';
import { didYouMean } from '../../ground/near-misses';
import { type Acknowledgement, type AcknowledgementPlace, findingIn, matchesPath } from './acknowledgement';
import { said } from './review-register';

/** A stack, and the resources in it that an acknowledgement may name. */
export interface NamedStack {
  /** Construct path, for example `Delivery/dev/Data`. */
  readonly path: string;
  readonly place: AcknowledgementPlace;
  /** Construct paths. */
  readonly resources: readonly string[];
  /** Whether the resource at a path has a property, by the property's name in CloudFormation. */
  readonly has: (path: string, property: string) => boolean;
}

/** An acknowledgement as it is applied to one resource. */
export interface Applied extends AcknowledgementTerms {
  readonly finding: string;
  /** Its construct path. */
  readonly resource: string;
  /** What its decision is called. */
  readonly cause: string;
  readonly at: SourceLocation;
  /** Path of the stack, and what the register calls the resource in it. */
  readonly stack: string;
  readonly pattern: string;
  readonly actions?: readonly string[];
}

/** What a register means for some stacks. */
export interface Resolved {
  readonly applied: readonly Applied[];
  /** Resources that are not there. */
  readonly missing: readonly Missing[];
  /** Stacks that are not there, and resources that are named twice. */
  readonly objections: readonly string[];
}

/** What an acknowledgement says of a resource in a stack that has none such. */
export interface Missing {
  readonly acknowledgement: Acknowledgement;
  /** What the register calls the resource. */
  readonly pattern: string;
  /** The finding's id in that stack. */
  readonly finding: string;
  readonly stack: NamedStack;
}

/** The same as sentences. */
export const complaintOf = ({ acknowledgement: { at, finding }, pattern, stack }: Missing): string => {
  const known = stack.resources.map((path) => path.slice(stack.path.length + 1));
  const cure = didYouMean(pattern, known) ?? 'remove it';
  return said(
    at,
    finding,
    `it matches nothing any more, there is no resource ${pattern} in stack ${stack.path}: ${cure}`,
  );
};

/**
 * Lays acknowledgements over stacks. One whose stack is not there means nothing here, and has to say that it knows.
 *
 * @param paths of all stacks, those included that do not name their resources
 */
export const resolveRegister = (
  register: readonly Acknowledgement[],
  stacks: readonly NamedStack[],
  paths: readonly string[] = stacks.map(({ path }) => path),
): Resolved => {
  const applied: Applied[] = [];
  const missing: Missing[] = [];
  const objections = [...register.flatMap((each) => missingStacks(each, paths))];
  const seen = new Set<string>();
  const matching = matchedBefore();
  for (const { acknowledgement, pattern, finding, stack } of meant(register, stacks)) {
    const { at, reason, owner, expires, ticket, cause, actions, unless } = acknowledgement;
    const terms = { reason, owner, expires, ticket, cause, ...(actions === undefined ? {} : { actions }) };
    const resources = matching(pattern, stack);
    if (resources.length === 0 && acknowledgement.ifThere !== true) {
      missing.push({ acknowledgement, pattern, finding, stack });
    }
    for (const path of resources) {
      if (unless !== undefined && stack.has(path, unless)) continue;
      if (seen.has(`${finding} ${path}`))
        objections.push(said(at, finding, `it is there twice for ${path}: remove one`));
      else applied.push({ finding, resource: path, stack: stack.path, pattern, at, ...terms });
      seen.add(`${finding} ${path}`);
    }
  }
  return { applied, missing, objections };
};

/** Paths of a stack's resources by pattern: what is said for each target is often the same pattern in the same stack. */
const matchedBefore = () => {
  const known = new Map<NamedStack, Map<string, readonly string[]>>();
  return (pattern: string, stack: NamedStack): readonly string[] => {
    const before = known.get(stack) ?? new Map<string, readonly string[]>();
    known.set(stack, before);
    const paths =
      before.get(pattern) ?? stack.resources.filter((path) => matchesPath(pattern, path.slice(stack.path.length + 1)));
    before.set(pattern, paths);
    return paths;
  };
};

/** Stacks that an acknowledgement names, and nobody has. */
const missingStacks = (
  { at, finding, stack, forEach, ifThere }: Acknowledgement,
  paths: readonly string[],
): readonly string[] => {
  const ids = new Set(paths.map(idOf));
  const isOptional = ifThere === 'stack';
  return [stack, ...(forEach === undefined ? [] : [forEach])]
    .filter((id) => !ids.has(id))
    .flatMap((id) => {
      const meant = didYouMean(id, ids);
      // What the configuration need not bring is missed only beside a stack that is there, and where another is almost called so.
      if (isOptional && (id === stack || !ids.has(stack) || meant === undefined)) return [];
      const cure = meant ?? 'remove it, or write `ifThere: stack` where the configuration may bring one';
      return said(at, finding, `there is no stack ${id}: ${cure}`);
    });
};

/** Every resource pattern in every stack it speaks of, with the finding's id there. */
const meant = (register: readonly Acknowledgement[], stacks: readonly NamedStack[]): readonly Missing[] =>
  register.flatMap((acknowledgement) => {
    const { finding, forEach, resources } = acknowledgement;
    return called(acknowledgement.stack, stacks).flatMap((stack) =>
      (forEach === undefined ? [stack] : called(forEach, stacks)).flatMap(({ place }) => {
        const concrete = findingIn(finding, { ...place, stackName: stack.place.stackName });
        return resources.map((pattern) => ({ acknowledgement, pattern, finding: concrete, stack }));
      }),
    );
  });

/** Stacks by their id, the last segment of their path. */
const called = (id: string, stacks: readonly NamedStack[]): readonly NamedStack[] =>
  stacks.filter(({ path }) => idOf(path) === id);

/** A stack's id: the last segment of its path. */
export const idOf = (path: string): string => path.split('/').at(-1) ?? '';
