import type { MovedAcknowledgements } from '../../contract/gate-report';
import { groupBy } from '../../ground/group-by';
import { ruleOf } from './acknowledgement';
import { type Found, keyOf } from './doubts-of-register';
import { type Applied, idOf } from './resolve-register';

/** An acknowledged finding that is not there, and the one that is: they differ in one logical id alone. */
interface Renamed {
  readonly applied: Applied;
  readonly found: Found;
  readonly from: string;
  readonly to: string;
}

/** Acknowledgements whose findings name a resource by a logical id that it has no longer, `<Bucket83908E77.Arn>`. */
export interface RenamedIds {
  readonly moved: readonly MovedAcknowledgements[];
  /** The findings that are there under the new id. */
  readonly found: readonly Found[];
  /** The acknowledgements that are not to be missed. */
  readonly applied: readonly Applied[];
}

/**
 * Tells a resource with another logical id from one that is gone: nothing that is accepted in its stacks names the old id any more,
 * and every finding that did is open on its own resource, with one and the same other id in its place.
 */
export const renamedIds = (
  applied: readonly Applied[],
  found: readonly Found[],
  open: readonly Found[],
): RenamedIds => {
  const there = new Set(found.map(keyOf));
  const openOn = groupBy(open, ({ resource }) => resource);
  const missed = applied.filter((each) => !there.has(keyOf(each)));
  const matched = applied.filter((each) => there.has(keyOf(each)));
  const lost = groupBy(
    missed.flatMap((each) => idsIn(each.finding).map((from) => ({ applied: each, from }))),
    ({ applied: { stack }, from }) => `${idOf(stack)} ${from}`,
  );
  const moves = [...lost.values()].flatMap((group) => {
    const renamed = group.map(({ applied: each, from }) => successors(each, from, openOn.get(each.resource) ?? []));
    const all = renamed.flat();
    const [first] = all;
    const isOne =
      first !== undefined && renamed.every(({ length }) => length === 1) && all.every(({ to }) => to === first.to);
    const isElsewhere = matched.some(
      ({ stack, finding }) =>
        first !== undefined && stack === first.applied.stack && idsIn(finding).includes(first.from),
    );
    return isOne && !isElsewhere ? [all] : [];
  });
  return {
    moved: moves.flatMap(moveOf),
    found: moves.flat().map((each) => each.found),
    applied: moves.flat().map((each) => each.applied),
  };
};

/** Logical ids that a finding of cdk-nag names: `AwsSolutions-IAM5[Resource::<Bucket83908E77.Arn>/*]`. */
const idsIn = (finding: string): readonly string[] => [
  ...new Set([...finding.matchAll(/<([A-Za-z0-9]+)(?:\.[A-Za-z0-9.]+)?>/g)].map(([, id = '']) => id)),
];

const successors = (applied: Applied, from: string, open: readonly Found[]): readonly Renamed[] =>
  open
    .filter(({ finding }) => ruleOf(finding) === ruleOf(applied.finding))
    .flatMap((found) =>
      idsIn(found.finding)
        .filter((to) => to !== from && withId(applied.finding, from, to) === found.finding)
        .map((to) => ({ applied, found, from, to })),
    );

/** A finding with another logical id in the place of one. */
export const withId = (finding: string, from: string, to: string): string =>
  finding.replaceAll(`<${from}.`, `<${to}.`).replaceAll(`<${from}>`, `<${to}>`);

const moveOf = (renamed: readonly Renamed[]): readonly MovedAcknowledgements[] => {
  const [first] = renamed;
  if (first === undefined) return [];
  const distinct = <T>(things: readonly T[], key: (thing: T) => string): readonly T[] => [
    ...new Map(things.map((thing) => [key(thing), thing])).values(),
  ];
  const texts = (list: readonly string[]) => distinct(list, (text) => text);
  return [
    {
      stack: idOf(first.applied.stack),
      from: first.from,
      to: first.to,
      findings: texts(renamed.map(({ applied }) => applied.finding)),
      resources: texts(renamed.map(({ found }) => found.resource)),
      entries: distinct(
        renamed.map(({ applied: { at } }) => at),
        ({ file, line }) => `${file}:${line}`,
      ),
    },
  ];
};
