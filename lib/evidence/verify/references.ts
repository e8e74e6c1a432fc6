import type { Part, ReleaseRecord, Statement } from '../statement';
import { type Discrepancy, finding } from './finding';

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
