import type { MovedAcknowledgements } from '../../contract/gate-report';
import { groupBy } from '../../ground/group-by';
import { packOf } from './acknowledgement';
import { type Found, keyOf, otherActions } from './doubts-of-register';
import { renamedIds } from './renamed-ids';
import { type Applied, complaintOf, idOf, type Missing } from './resolve-register';
import { said } from './review-register';

/** What is known when acknowledgements of resources that are gone are held to what is found elsewhere. */
export interface Searched {
  readonly missing: readonly Missing[];
  readonly applied: readonly Applied[];
  /** Every finding, accepted or not. */
  readonly found: readonly Found[];
  /** Findings that nothing accepts. */
  readonly open: readonly Found[];
  readonly policyOf: (path: string) => unknown;
}

/** Acknowledgements whose resource has another name now, and what is to be said of all the others. */
export interface Moves {
  readonly moved: readonly MovedAcknowledgements[];
  readonly objections: readonly string[];
  /** Whether a finding is one of those that have moved along. */
  readonly covers: (found: Found) => boolean;
  /** Acknowledgements that are still to be held to their findings. */
  readonly left: readonly Applied[];
}

/** What one name stands for in one stack's id: the same resource in every target. */
type Lost = readonly [Missing, ...Missing[]];

/**
 * Tells a resource that was renamed from one that is gone: in every stack that misses it, exactly one resource of which nothing
 * is accepted yet has exactly its findings, open. The gate stays at no until the register says the new name.
 */
export const movesOf = (searched: Searched): Moves => {
  const lost = [...groupBy(searched.missing, ({ stack, pattern }) => `${idOf(stack.path)} ${pattern}`).values()];
  const sought = lost.map((group) => ({ group: group as Lost, candidates: candidatesOf(group as Lost, searched) }));
  const takers = (name: string, { stack }: Missing): number =>
    sought.filter(
      ({ group, candidates }) => idOf(group[0].stack.path) === idOf(stack.path) && candidates.includes(name),
    ).length;
  const moves = sought.flatMap(({ group, candidates: [to, ...more] }) =>
    to !== undefined && more.length === 0 && takers(to, group[0]) === 1 ? [{ group, to }] : [],
  );
  const settled = new Set(moves.map(({ group }) => group));
  const covered = new Set(
    moves.flatMap(({ group, to }) =>
      group.map(({ finding, stack }) => keyOf({ finding, resource: `${stack.path}/${to}` })),
    ),
  );
  const ids = renamedIds(searched.applied, searched.found, searched.open);
  for (const found of ids.found) covered.add(keyOf(found));
  return {
    moved: [...moves.map(moveOf), ...ids.moved],
    objections: [
      ...[...moves.map(moveOf), ...ids.moved].map(sentenceOf),
      ...sought
        .filter(({ group }) => !settled.has(group))
        .flatMap(({ group, candidates }) => unsettled(group, candidates)),
    ],
    covers: (found) => covered.has(keyOf(found)),
    left: searched.applied.filter((each) => !ids.applied.includes(each)),
  };
};

/** Names below the stack of resources that may be the one that is gone, in all stacks that miss it. */
const candidatesOf = (group: Lost, { applied, open, policyOf }: Searched): readonly string[] => {
  const [{ pattern, stack: first }] = group;
  const isElsewhere = applied.some((each) => each.pattern === pattern && idOf(each.stack) === idOf(first.path));
  if (isElsewhere || pattern.split('/').includes('*')) return [];
  const taken = new Set(applied.map(({ resource }) => resource));
  const perStack = [...groupBy(group, ({ stack }) => stack).entries()].map(([stack, own]) => {
    const found = groupBy(
      open.filter(({ finding }) => packOf(finding) !== undefined),
      ({ resource }) => resource,
    );
    return stack.resources
      .filter((path) => !taken.has(path) && fits(own, found.get(path) ?? [], path, policyOf))
      .map((path) => path.slice(stack.path.length + 1));
  });
  const [names = [], ...others] = perStack;
  return names.filter((name) => others.every((each) => each.includes(name)));
};

/** Whether a resource has exactly the findings of one that is gone, and allows everywhere exactly what that did. */
const fits = (
  lost: readonly Missing[],
  found: readonly Found[],
  resource: string,
  policyOf: Searched['policyOf'],
): boolean => {
  const wanted = new Set(lost.map(({ finding }) => finding));
  const there = new Set(found.map(({ finding }) => finding));
  const same = wanted.size === there.size && [...wanted].every((finding) => there.has(finding));
  const laid = lost.map(({ acknowledgement, finding, pattern, stack }) => ({
    ...acknowledgement,
    finding,
    pattern,
    resource,
    stack: stack.path,
  }));
  return same && otherActions(laid, policyOf).length === 0;
};

const moveOf = ({ group, to }: { readonly group: Lost; readonly to: string }): MovedAcknowledgements => ({
  stack: idOf(group[0].stack.path),
  from: group[0].pattern,
  to,
  findings: distinct(group.map(({ acknowledgement: { finding } }) => finding)),
  resources: distinct(group.map(({ stack }) => `${stack.path}/${to}`)),
  entries: [...new Map(group.map(({ acknowledgement: { at } }) => [`${at.file}:${at.line}`, at])).values()],
});

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

const sentenceOf = ({ stack, from, to, findings, resources, entries: [at] }: MovedAcknowledgements): string => {
  const where = resources.length === 1 ? '' : `, ${resources.length} times`;
  const what = findings.length === 1 ? findings[0] : `the same ${findings.length} findings`;
  return said(
    at ?? { file: 'acknowledgements.yaml', line: 1 },
    from,
    `it has moved to ${to} in stack ${stack}${where}, with ${what}: bin/delivery gate --fix-moved writes the new name`,
  );
};

/** One that is gone, or of which nobody can tell where it is. */
const unsettled = (group: Lost, candidates: readonly string[]): readonly string[] => {
  const [{ acknowledgement, pattern, stack }] = group;
  if (candidates.length === 0) return group.map(complaintOf);
  const what = `it has moved in stack ${idOf(stack.path)}, and its findings do not tell where to: write ${candidates.join(' or ')} by hand, or remove it`;
  return [said(acknowledgement.at, pattern, what)];
};
