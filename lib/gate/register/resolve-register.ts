import type { AcknowledgementTerms, SourceLocation } from '../../contract/gate-report';
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
  /** Resources that are not there, and resources that are named twice. */
  readonly objections: readonly string[];
}

/** Lays acknowledgements over stacks. One whose stack is not there means nothing here. */
export const resolveRegister = (register: readonly Acknowledgement[], stacks: readonly NamedStack[]): Resolved => {
  const applied: Applied[] = [];
  const objections: string[] = [];
  const seen = new Set<string>();
  const matching = matchedBefore();
  for (const { acknowledgement, pattern, finding, stack } of meant(register, stacks)) {
    const { at, reason, owner, expires, ticket, cause, actions, unless } = acknowledgement;
    const terms = { reason, owner, expires, ticket, cause, ...(actions === undefined ? {} : { actions }) };
    const paths = matching(pattern, stack);
    if (paths.length === 0 && acknowledgement.ifThere !== true) {
      const what = `it matches nothing any more, there is no resource ${pattern} in stack ${stack.path}: remove it`;
      objections.push(said(at, acknowledgement.finding, what));
    }
    for (const path of paths) {
      if (unless !== undefined && stack.has(path, unless)) continue;
      if (seen.has(`${finding} ${path}`))
        objections.push(said(at, finding, `it is there twice for ${path}: remove one`));
      else applied.push({ finding, resource: path, stack: stack.path, pattern, at, ...terms });
      seen.add(`${finding} ${path}`);
    }
  }
  return { applied, objections };
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

interface Meant {
  readonly acknowledgement: Acknowledgement;
  readonly pattern: string;
  readonly finding: string;
  readonly stack: NamedStack;
}

/** Every resource pattern in every stack it speaks of, with the finding's id there. */
const meant = (register: readonly Acknowledgement[], stacks: readonly NamedStack[]): readonly Meant[] =>
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
  stacks.filter(({ path }) => path.split('/').at(-1) === id);
