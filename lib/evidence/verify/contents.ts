import { byName } from '../close/parts';
import type { Part, ReleaseRecord, Statement } from '../statement';
import { type Discrepancy, finding, findingUnless } from './finding';

/** What was found of a statement's list. */
interface Found {
  /** Everything there is, read or not. */
  readonly names: Iterable<string>;
  /** SHA-256 by name. */
  readonly digests: ReadonlyMap<string, string>;
  /** What has been spoken of already: it cannot be read. */
  readonly told: ReadonlySet<string>;
}

/** Every file of the bundle against the statement's list: nothing altered, missing, swapped or added. */
export const examineContents = (
  { names, digests, told }: Found,
  statementName: string,
  { subject }: Statement,
): readonly Discrepancy[] => {
  const listed = new Set(subject.map(({ name }) => name));
  const named = new Map(subject.map(({ name, digest }) => [digest.sha256, name]));
  const wrong = subject.flatMap(({ name, digest }): readonly Discrepancy[] => {
    const found = digests.get(name);
    if (found === digest.sha256 || (found === undefined && told.has(name))) return [];
    if (found === undefined) return [finding('missing', name, 'it was signed, and the bundle does not have it')];
    const other = named.get(found);
    return [
      other === undefined
        ? finding('altered', name, `its SHA-256 is ${found}, and ${digest.sha256} was signed`)
        : finding('reordered', name, `it has the content of ${other}`),
    ];
  });
  const extra = [...names]
    .filter((name) => name !== statementName && !listed.has(name))
    .map((name) => finding('unsigned', name, 'the statement does not list it'));
  return [...listProblems(statementName, subject), ...wrong, ...extra];
};

/** Each part once, in the order of their names. */
const listProblems = (place: string, subject: Statement['subject']): readonly Discrepancy[] => {
  const seen = new Set<string>();
  const twice = subject.filter(({ name }) => seen.size === seen.add(name).size);
  const sorted = subject.toSorted(byName);
  const misplaced = subject.find(({ name }, index) => sorted[index]?.name !== name);
  return [
    ...twice.map(({ name }) => finding('contradictory', `${place}#subject`, `${name} is listed twice`)),
    ...findingUnless(
      misplaced === undefined,
      'reordered',
      `${place}#subject`,
      `${misplaced?.name} is out of its order`,
    ),
  ];
};

/** Every part that the record names has the content that the list of parts has. */
export const examineReferences = ({ subject, predicate }: Statement): readonly Discrepancy[] => {
  const listed = new Map(subject.map(({ name, digest }) => [name, digest.sha256]));
  return namedParts(predicate).flatMap(([place, part]) => {
    const found = listed.get(part.name);
    if (found === part.sha256) return [];
    const because =
      found === undefined ? `no part is called ${part.name}` : `${part.name} is ${found}, not ${part.sha256}`;
    return [finding('contradictory', `predicate.${place}`, because)];
  });
};

const namedParts = ({ build, environments }: ReleaseRecord): readonly (readonly [string, Part])[] => {
  const { source, lockfile, inventory, gateReport, templates } = build;
  const ofBuild = Object.entries({ source, lockfile, inventory, gateReport }).flatMap(([field, part]) =>
    part === null ? [] : [[`build.${field}`, part] as const],
  );
  return [
    ...ofBuild,
    ...templates.map((part, index) => [`build.templates[${index}]`, part] as const),
    ...environments.flatMap(({ name, approvals, targets }) => [
      ...approvals.flatMap(({ record, pages }, index) => {
        const place = `environments.${name}.approvals[${index}]`;
        return [[`${place}.record`, record] as const, ...pages.map((page) => [`${place}.pages`, page] as const)];
      }),
      ...targets.flatMap(({ account, region, review, validation }) => {
        const place = `environments.${name}.targets.${account}-${region}`;
        return [
          ...(review === null ? [] : [[`${place}.review.page`, review.page] as const]),
          ...(review?.data ? [[`${place}.review.data`, review.data] as const] : []),
          ...(validation === null ? [] : [[`${place}.validation.report`, validation.report] as const]),
        ];
      }),
    ]),
  ];
};
